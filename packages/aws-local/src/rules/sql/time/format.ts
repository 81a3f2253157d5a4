import { DAYS, MONTHS } from './names.ts';
import { readPattern } from './pattern.ts';
import { nameOf, offsetAt, writeOffset, zoneOf } from './zone.ts';

/** Writes a moment by a pattern of Joda-Time (https://www.joda.org/joda-time/apidocs/org/joda/time/format/DateTimeFormat.html). */

type Moment = {
  time: number;
  zone: string;
  offset: number;
  /** The clocks' reading in that zone, to be read with the UTC getters. */
  local: Date;
};

type Field = (moment: Moment, count: number) => string;

const DAY = 86_400_000;

/** Undefined for a pattern or zone that nobody knows, and for a time beyond the calendar. */
export function formatTime(pattern: string, time: number, zoneName: string): string | undefined {
  const parts = readPattern(pattern);
  const zone = zoneOf(zoneName);
  if (!parts || !zone || Number.isNaN(new Date(time).getTime())) return undefined;
  const offset = offsetAt(time, zone);
  const moment = { time, zone, offset, local: new Date(time + offset) };
  let written = '';
  for (const part of parts) {
    const field = part.kind === 'field' ? FIELDS[part.letter] : () => part.text;
    if (!field) return undefined;
    written += field(moment, part.kind === 'field' ? part.count : 0);
  }
  return written;
}

const digits =
  (read: (local: Date) => number): Field =>
  ({ local }, count) =>
    String(read(local)).padStart(count, '0');

/** Two letters mean two digits. */
const years =
  (read: (local: Date) => number): Field =>
  ({ local }, count) =>
    count === 2 ? String(Math.abs(read(local)) % 100).padStart(2, '0') : String(read(local)).padStart(count, '0');

/** Four letters and more mean the whole word. */
const words =
  (names: { short: string[]; long: string[] }, read: (local: Date) => number): Field =>
  ({ local }, count) =>
    names[count >= 4 ? 'long' : 'short'][read(local)] ?? '';

const yearOfEra = (local: Date) => {
  const year = local.getUTCFullYear();
  return year > 0 ? year : 1 - year;
};

const hour12 = (local: Date) => local.getUTCHours() % 12;

/** The Thursday of the week of ISO 8601 says which year the week belongs to. */
const thursdayOf = (local: Date) => new Date(local.getTime() + (4 - (local.getUTCDay() || 7)) * DAY);
const dayOfYear = (local: Date) => Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / DAY) + 1;

const month: Field = (moment, count) =>
  count >= 3
    ? words(MONTHS, (local) => local.getUTCMonth())(moment, count)
    : digits((local) => local.getUTCMonth() + 1)(moment, count);

const FIELDS: Record<string, Field> = {
  G: ({ local }) => (local.getUTCFullYear() > 0 ? 'AD' : 'BC'),
  C: digits((local) => Math.floor(yearOfEra(local) / 100)),
  Y: years(yearOfEra),
  y: years((local) => local.getUTCFullYear()),
  x: years((local) => thursdayOf(local).getUTCFullYear()),
  w: digits((local) => Math.ceil(dayOfYear(thursdayOf(local)) / 7)),
  e: digits((local) => local.getUTCDay() || 7),
  E: words(DAYS, (local) => local.getUTCDay()),
  D: digits(dayOfYear),
  M: month,
  d: digits((local) => local.getUTCDate()),
  a: ({ local }) => (local.getUTCHours() < 12 ? 'AM' : 'PM'),
  K: digits(hour12),
  h: digits((local) => hour12(local) || 12),
  H: digits((local) => local.getUTCHours()),
  k: digits((local) => local.getUTCHours() || 24),
  m: digits((local) => local.getUTCMinutes()),
  s: digits((local) => local.getUTCSeconds()),
  S: ({ local }, count) => String(local.getUTCMilliseconds()).padStart(3, '0').padEnd(count, '0').slice(0, count),
  z: ({ time, zone }, count) => nameOf(time, zone, count >= 4 ? 'long' : 'short'),
  Z: ({ zone, offset }, count) => (count >= 3 ? zone : writeOffset(offset, count === 2 ? 'colon' : 'plain')),
};
