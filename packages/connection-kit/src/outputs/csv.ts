import { fieldOf } from './fields.ts';
import type { Pair } from './read.ts';

/** The AWS console's file of a new access key: a line of names, and a line of values below it. */
export function csvPairs(text: string): Pair[] {
  const rows = text.split(/\r?\n/).map((line) => line.split(',').map(unquoted));
  return rows.flatMap((names, index): Pair[] => {
    if (names.filter((name) => fieldOf(name) !== undefined).length < 2) return [];
    const values = rows[index + 1] ?? [];
    return names.flatMap((name, column): Pair[] => {
      const value = values[column];
      return value === undefined ? [] : [[name, value]];
    });
  });
}

const unquoted = (cell: string): string => cell.trim().replace(/^"(.*)"$/, '$1');
