import type { Json } from '../../json.ts';

/** AWS's Undefined is JavaScript's. Numbers are doubles; one without a fraction is an Int, as version 2016-03-23 sees it. */
export type SqlValue = Json | undefined;

/** The conversions of "Data types"; undefined where AWS has Undefined. A Null converts to nothing. */

/** AWS's pattern of what converts by itself. */
const DECIMAL = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

export function toDecimal(value: SqlValue): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && DECIMAL.test(value.trim()) ? finite(Number(value)) : undefined;
}

/** The functions round down, whatever the general table says: `substring("012345", 2.745)` begins at 2. */
export function toInt(value: SqlValue): number | undefined {
  const decimal = toDecimal(value);
  return decimal === undefined ? undefined : Math.floor(decimal);
}

/** Reads the words for booleans in any case. */
export function toBoolean(value: SqlValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : undefined;
  if (word === 'true') return true;
  return word === 'false' ? false : undefined;
}

export function toText(value: SqlValue): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value).replace('e', 'E');
  return JSON.stringify(value);
}

/** What no number can hold is Undefined: a division by zero, an imaginary root. */
export function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
