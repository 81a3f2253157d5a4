import { type Parsed, parsed, problem } from './json.ts';

/** Texts of a device end up in a database and on screens; what is longer is cut. */
const LONGEST_MESSAGE = 2_000;

/** A message of a device, cut to a length that can be stored and shown; undefined when it is none. */
export function readMessage(raw: unknown): string | undefined {
  return typeof raw === 'string' ? raw.slice(0, LONGEST_MESSAGE) : undefined;
}

/** A whole number out of a range. */
export function parseWhole(raw: unknown, [least, most]: readonly [number, number], what: string): Parsed<number> {
  if (typeof raw === 'number' && Number.isInteger(raw) && raw >= least && raw <= most) return parsed(raw);
  return problem(`${what} is not a whole number from ${least} to ${most}`);
}
