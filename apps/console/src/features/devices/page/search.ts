/** What the page of a device carries in its address. */
export type DeviceSearch = { range?: '24h' | '7d' | '30d' | undefined };

export const readDeviceSearch = (raw: Record<string, unknown>): DeviceSearch => ({
  range: raw.range === '7d' || raw.range === '30d' ? raw.range : undefined,
});
