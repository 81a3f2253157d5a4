import type { SqlVersion } from '../../rule.ts';
import type { Expression } from '../ast.ts';
import type { Input } from '../input.ts';
import type { SqlValue } from '../values.ts';

/** A function of the SQL ("Functions"). With arguments that make no sense it gives Undefined; it never throws. */
export type SqlFunction = {
  args: [min: number, max: number];
  /** The first version of the SQL that knows it; left out: every version. */
  since?: SqlVersion;
  /** Throws an SqlError when these arguments could never work. */
  check?(args: Expression[]): void;
  call(args: SqlValue[], input: Input): SqlValue;
};

/** By their names in lower case. */
export type SqlFunctions = Record<string, SqlFunction>;

export const SECOND: SqlVersion = '2016-03-23';
