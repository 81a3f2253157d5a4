/** What the list of licences carries in its address. Registered ones unless said otherwise. */
export type LicencesSearch = {
  q?: string | undefined;
  state?: 'deleted' | 'any' | undefined;
  connection?: string | undefined;
};

const text = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value) : undefined;

export const readLicencesSearch = (raw: Record<string, unknown>): LicencesSearch => ({
  q: text(raw.q),
  state: raw.state === 'deleted' || raw.state === 'any' ? raw.state : undefined,
  connection: text(raw.connection),
});
