/** Time zones by the tables of ICU. */

const OFFSET = /^(?:UTC|GMT|UT)?([+-])(\d{1,2}):?(\d{2})?$/;

/** A zone as Intl takes it (`Europe/Berlin`, `+01:00`, `UTC`); undefined when nobody knows it. */
export function zoneOf(name: string): string | undefined {
  if (/^(Z|UTC|GMT|UT)$/.test(name)) return 'UTC';
  const [, sign, hours = '', minutes = '00'] = OFFSET.exec(name) ?? [];
  const zone = sign === undefined ? name : `${sign}${hours.padStart(2, '0')}:${minutes}`;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }) && zone;
  } catch {
    return undefined;
  }
}

/** How many milliseconds the zone's clocks are ahead of UTC at that moment. */
export function offsetAt(time: number, zone: string): number {
  const name = nameOf(time, zone, 'longOffset');
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(name) ?? [];
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}

/** What the clocks of a zone show, taken as if it were UTC, as the moment it is. */
export function instantOf(local: number, zone: string): number {
  const guess = local - offsetAt(local, zone);
  return local - offsetAt(guess, zone);
}

/** `CST`, `Central Standard Time` or `GMT-06:00`. */
export function nameOf(time: number, zone: string, style: 'short' | 'long' | 'longOffset'): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: style }).formatToParts(time);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** `+01:00`, `+0100` or `+01`. */
export function writeOffset(offset: number, form: 'colon' | 'plain' | 'hours'): string {
  const minutes = Math.abs(Math.round(offset / 60_000));
  const [hh, mm] = [Math.floor(minutes / 60), minutes % 60].map((number) => String(number).padStart(2, '0'));
  const sign = offset < 0 ? '-' : '+';
  if (form === 'hours' && mm === '00') return `${sign}${hh}`;
  return form === 'colon' ? `${sign}${hh}:${mm}` : `${sign}${hh}${mm}`;
}
