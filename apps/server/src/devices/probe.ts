/** Test messages of a connection travel under such names; they are no devices. */
const PROBE_PREFIX = 'thingdock-probe-';

export const isProbe = (thingName: string): boolean => thingName.startsWith(PROBE_PREFIX);
