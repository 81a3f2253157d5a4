/** English names of months and days, as Java's formatters write them. */

const written = (option: Intl.DateTimeFormatOptions, day: number) =>
  new Intl.DateTimeFormat('en-US', { ...option, timeZone: 'UTC' }).format(day);

const months = (style: 'short' | 'long') =>
  Array.from({ length: 12 }, (_, month) => written({ month: style }, Date.UTC(2001, month, 1)));

/** From Sunday on, as getUTCDay counts. 7 January 2001 was one. */
const days = (style: 'short' | 'long') =>
  Array.from({ length: 7 }, (_, day) => written({ weekday: style }, Date.UTC(2001, 0, 7 + day)));

export const MONTHS = { short: months('short'), long: months('long') };
export const DAYS = { short: days('short'), long: days('long') };
