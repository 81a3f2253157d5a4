import { Fault } from '@thingdock/api';
import { isObject } from '@thingdock/device-protocol';
import type { Place } from './store.ts';

/** Which files an archive holds, and which archive of how many it is. */
export type Part = { number: number; count: number; first: Place /** Of the next archive. */; end: Place | null };

export const writePart = (part: Part): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Reads what an answer gave. Throws `malformed_request`. */
export function readPart(text: unknown): Part {
  if (typeof text !== 'string' || text.length > 2_000) throw unreadable();
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw unreadable();
  }
  if (!isObject(raw)) throw unreadable();
  const { number, count, first, end } = raw;
  if (!isNumber(number) || !isNumber(count) || !isPlace(first) || !(end === null || isPlace(end))) throw unreadable();
  return { number, count, first, end };
}

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
const isPlace = (value: unknown): value is Place =>
  Array.isArray(value) && value.length === 3 && value.every((it) => typeof it === 'string' && !it.includes('\0'));
const unreadable = () => new Fault('malformed_request', { details: { reason: '"part" is from no answer' } });
