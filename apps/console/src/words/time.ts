const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Unit = { ms: number; short: string; long: string };

const UNITS: readonly Unit[] = [
  { ms: DAY, short: 'd', long: 'day' },
  { ms: HOUR, short: 'h', long: 'hour' },
  { ms: MINUTE, short: 'min', long: 'minute' },
  { ms: SECOND, short: 's', long: 'second' },
];

/** The largest unit that fits, rounded down: what is said must have passed. Clocks that differ a little give 0 seconds. */
function split(ms: number): { count: number; unit: Unit } {
  const whole = Math.max(0, ms);
  const unit = UNITS.find((it) => whole >= it.ms) ?? (UNITS.at(-1) as Unit);
  return { count: Math.floor(whole / unit.ms), unit };
}

/** For tables: `12 s`, `4 min`, `3 h`, `21 d`. `ms` is a duration in milliseconds. */
export function shortDuration(ms: number): string {
  const { count, unit } = split(ms);
  return `${count} ${unit.short}`;
}

/** For sentences: `12 seconds`, `1 minute`, `3 days`. */
export function longDuration(ms: number): string {
  const { count, unit } = split(ms);
  return `${count} ${unit.long}${count === 1 ? '' : 's'}`;
}

/** `just now`, `12 s ago`, `in 4 min`. Both are times in milliseconds. */
export function relativeTime(at: number, now: number): string {
  const ms = now - at;
  if (Math.abs(ms) < 5 * SECOND) return 'just now';
  return ms > 0 ? `${shortDuration(ms)} ago` : `in ${shortDuration(-ms)}`;
}

/** Date and time to the second in the viewer's own zone and customs. */
export function exactTime(at: number, locale?: string, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', ...zone }).format(at);
}

/** The day alone: `29 Nov 2026`. */
export function dayOf(at: number, locale?: string, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...zone }).format(at);
}

const ISO_TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Puts times that a sentence of the server holds into the viewer's zone and customs. */
export function localTimes(text: string, locale?: string, timeZone?: string): string {
  return text.replaceAll(ISO_TIME, (time) => exactTime(Date.parse(time), locale, timeZone));
}

/** Hours and minutes, as in "data as of 14:02". */
export function clockTime(at: number, locale?: string, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', ...zone }).format(at);
}
