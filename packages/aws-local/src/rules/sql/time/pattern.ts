/** Splits a date pattern of Joda-Time or of Java's DateTimeFormatter, which share their form: runs of one letter, text in quotes, the rest as it is. */

export type PatternPart = { kind: 'field'; letter: string; count: number } | { kind: 'text'; text: string };

const PART = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/gy;

/** Undefined when a quote is not closed. */
export function readPattern(pattern: string): PatternPart[] | undefined {
  const parts: PatternPart[] = [];
  let end = 0;
  for (const found of pattern.matchAll(PART)) {
    const [whole, quoted, letter] = found;
    end = found.index + whole.length;
    if (letter !== undefined) parts.push({ kind: 'field', letter, count: whole.length });
    // Two quotes stand for one, inside a quoted text and outside.
    else parts.push({ kind: 'text', text: quoted === undefined ? whole : quoted.replaceAll("''", "'") || "'" });
  }
  return end === pattern.length ? parts : undefined;
}
