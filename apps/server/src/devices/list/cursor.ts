import { DEVICE_SORTS, fieldFault } from '@thingdock/api';

export type Sort = (typeof DEVICE_SORTS)[number];
export type Order = { sort: Sort; descending: boolean };

/**
 * The last device of a page, by what never changes of it, and the part of the list that it stood in. Thus the next page begins
 * right behind it, whatever was added, removed or changed meanwhile.
 */
export type Position = {
  /** The part of the list (`Part.key`). */
  part: string;
  /** When it was seen last, as the database writes it; only where the list is sorted by that. */
  seen: string | null;
  name: string;
  connectionId: string;
};

export function writeCursor({ sort, descending }: Order, { part, seen, name, connectionId }: Position): string {
  return Buffer.from(JSON.stringify([sort, descending, part, seen, name, connectionId])).toString('base64url');
}

/** Throws `cursor_invalid` for what is no cursor, or one of a list in another order. */
export function readCursor(order: Order, text: string): Position {
  const read = parse(text);
  if (!Array.isArray(read) || read.length !== 6) throw fieldFault('after', 'cursor_invalid');
  const [sort, descending, part, seen, name, connectionId] = read as unknown[];
  const texts = [part, name, connectionId].every((it) => typeof it === 'string');
  const seenReads = seen === null || (typeof seen === 'string' && /^\d{4}-[\d-]+[ T][\d:.+-]+$/.test(seen));
  if (!DEVICE_SORTS.some((it) => it === sort) || sort !== order.sort || descending !== order.descending)
    throw fieldFault('after', 'cursor_invalid');
  if (!texts || !seenReads) throw fieldFault('after', 'cursor_invalid');
  return { part, seen, name, connectionId } as Position;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
