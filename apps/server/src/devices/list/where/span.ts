import type { Position } from '../cursor.ts';

/** From which name on, up to which; and the position that a page begins behind. What is absent is no bound. */
export type Span = { from?: string; below?: string; behind?: Position };

/** Above every character in the order of the bytes, so that a prefix is a range of the index. */
const LAST = '\u{10FFFF}';

/**
 * The names with a prefix, behind a position, with one bound at each end. Of two at the same end PostgreSQL would begin at
 * either, and read all that lies between them.
 */
export function spanOf(prefix: string | undefined, behind: Position | undefined, descending: boolean): Span {
  if (prefix === undefined) return behind ? { behind } : {};
  const [from, below] = [prefix, `${prefix}${LAST}`];
  if (!behind) return { from, below };
  if (descending) return isBefore(behind.name, below) ? { from, behind } : { from, below };
  return isBefore(behind.name, from) ? { from, below } : { below, behind };
}

/** In the order of names, which is that of their bytes. */
const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
