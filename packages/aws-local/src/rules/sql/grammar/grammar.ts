import type { Expression, Query } from '../ast.ts';
import type { Cursor } from '../cursor.ts';

/** The cursor, and those rules of the grammar that every other one may come back to. */
export type Grammar = Cursor & {
  /** The variables that are defined so far, without their `@`. */
  variables: Set<string>;
  expression(): Expression;
  /** A nested SELECT, its parentheses not included. */
  query(): Query;
};

/** One or more, with commas between them. */
export function list<T>(input: Grammar, item: (input: Grammar) => T): T[] {
  const items = [item(input)];
  while (input.skipSymbol(',')) items.push(item(input));
  return items;
}
