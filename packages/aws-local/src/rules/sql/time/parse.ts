import { DAYS, MONTHS } from './names.ts';
import { type PatternPart, readPattern } from './pattern.ts';
import { instantOf, zoneOf } from './zone.ts';

/**
 * Reads a time by a pattern of Java's DateTimeFormatter
 * (https://docs.oracle.com/en/java/javase/11/docs/api/java.base/java/time/format/DateTimeFormatter.html).
 */

/** What was read so far; what a text leaves out keeps these. */
type Reading = {
  year: number;
  month: number;
  day: number;
  dayOfYear?: number;
  hour: number;
  afternoon?: boolean;
  minute: number;
  second: number;
  ms: number;
  isBefore: boolean;
  zone: string;
};

/** `text` is a regular expression; `take` may refuse what fits it. */
type Field = { text: string; take(reading: Reading, found: string): boolean | undefined };

/** Milliseconds since the epoch; undefined when the text does not fit or names no time that there was. Without a zone: UTC. */
export function parseTime(text: string, pattern: string): number | undefined {
  const parts = readPattern(pattern);
  const fields = parts?.map(fieldOf);
  if (!fields || fields.includes(undefined)) return undefined;
  const known = fields.filter((field) => field !== undefined);
  const found = new RegExp(`^${known.map((field) => `(${field.text})`).join('')}$`, 'u').exec(text);
  if (!found) return undefined;
  const reading: Reading = {
    year: 1970,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    ms: 0,
    isBefore: false,
    zone: 'UTC',
  };
  const fits = known.every((field, index) => field.take(reading, found[index + 1] ?? '') !== false);
  return fits ? timeOf(reading) : undefined;
}

function timeOf(reading: Reading): number | undefined {
  const { dayOfYear, month, day, hour, afternoon, minute, second, ms, isBefore, zone } = reading;
  const year = isBefore ? 1 - reading.year : reading.year;
  const hours = afternoon === undefined ? hour : (hour % 12) + (afternoon ? 12 : 0);
  if (hours > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, dayOfYear === undefined ? month - 1 : 0, dayOfYear ?? day);
  // 30 February would be a day in March.
  if (dayOfYear === undefined && (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)) return undefined;
  return instantOf(date.setUTCHours(hours, minute, second, ms), zone);
}

function fieldOf(part: PatternPart): Field | undefined {
  if (part.kind === 'text') return { text: part.text.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&'), take: () => true };
  return FIELDS[part.letter]?.(part.count);
}

/** One letter takes as many digits as there are, more letters exactly so many. */
const number = (count: number, take: (reading: Reading, value: number) => void): Field => ({
  text: count === 1 ? '\\d+' : `\\d{${count}}`,
  take: (reading, found) => void take(reading, Number(found)),
});

const word = (names: readonly string[], take: (reading: Reading, index: number) => void): Field => ({
  text: names.join('|'),
  take: (reading, found) => void take(reading, names.indexOf(found)),
});

const zone = (text: string): Field => ({
  text,
  take(reading, found) {
    const known = zoneOf(found);
    if (known) reading.zone = known;
    return known !== undefined;
  },
});

const year = (count: number) =>
  number(count, (reading, value) => {
    reading.year = count === 2 ? 2000 + value : value;
  });

const month = (count: number) => {
  const take = (reading: Reading, value: number) => {
    reading.month = value;
  };
  if (count < 3) return number(count, take);
  return word(MONTHS[count === 3 ? 'short' : 'long'], (reading, index) => take(reading, index + 1));
};

const hour = (count: number) =>
  number(count, (reading, value) => {
    reading.hour = value;
  });

const offset = (count: number) => zone(count === 1 ? 'Z|[+-]\\d{2}(?:\\d{2})?' : 'Z|[+-]\\d{2}:?\\d{2}');

const FIELDS: Record<string, (count: number) => Field> = {
  G: () =>
    word(['AD', 'BC'], (reading, index) => {
      reading.isBefore = index === 1;
    }),
  y: year,
  u: year,
  M: month,
  L: month,
  d: (count) =>
    number(count, (reading, value) => {
      reading.day = value;
    }),
  D: (count) =>
    number(count, (reading, value) => {
      reading.dayOfYear = value;
    }),
  E: (count) => word(DAYS[count >= 4 ? 'long' : 'short'], () => undefined),
  a: () =>
    word(['AM', 'PM'], (reading, index) => {
      reading.afternoon = index === 1;
    }),
  H: hour,
  h: hour,
  K: hour,
  k: (count) =>
    number(count, (reading, value) => {
      reading.hour = value % 24;
    }),
  m: (count) =>
    number(count, (reading, value) => {
      reading.minute = value;
    }),
  s: (count) =>
    number(count, (reading, value) => {
      reading.second = value;
    }),
  S: (count) => ({
    text: `\\d{${count}}`,
    take(reading, found) {
      reading.ms = Number(found.padEnd(3, '0').slice(0, 3));
      return true;
    },
  }),
  z: () => zone('[A-Za-z][A-Za-z0-9_/+:-]*'),
  V: () => zone('[A-Za-z+-][A-Za-z0-9_/+:-]*'),
  X: offset,
  x: offset,
  Z: () => zone('[+-]\\d{4}|[+-]\\d{2}:\\d{2}|Z'),
};
