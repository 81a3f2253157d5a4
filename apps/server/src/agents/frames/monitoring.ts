import { type JsonObject, valueAt } from '@thingdock/device-protocol';

/** Where a device says whether its monitoring is on. Agents before 2.8.0 report `monitoring` whole, with the same member. */
export const MONITORING = 'monitoring';

export function reportedMonitoring(reported: JsonObject | undefined): boolean | undefined {
  const on = valueAt(reported ?? {}, `${MONITORING}.enable`);
  return typeof on === 'boolean' ? on : undefined;
}
