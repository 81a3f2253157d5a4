import type { Expression } from '../ast.ts';
import { SqlError } from '../tokens.ts';
import { type SqlValue, toText } from '../values.ts';
import type { SqlFunction, SqlFunctions } from './function.ts';

/**
 * AWS runs Java's regular expressions, we JavaScript's in Unicode mode, which refuses what it does not know instead of reading it as letters.
 * A pattern that is written out in a rule is tried when the rule is made.
 */

const withPattern = (
  count: number,
  run: (text: string, pattern: RegExp, replacement: string) => SqlValue,
): SqlFunction => ({
  args: [count, count],
  check: ([, pattern]) => checkPattern(pattern),
  call(args) {
    const [text, source, replacement = ''] = args.map(toText);
    if (text === undefined || source === undefined || (count === 3 && toText(args[2]) === undefined)) return undefined;
    const pattern = compile(source);
    return pattern && run(text, pattern, replacement);
  },
});

export const regexpFunctions: SqlFunctions = {
  regexp_matches: withPattern(2, (text, pattern) => pattern.test(text)),
  regexp_replace: withPattern(3, (text, pattern, replacement) =>
    text.replace(pattern, (...found: unknown[]) => expand(replacement, found)),
  ),
  regexp_substr: withPattern(2, (text, pattern) => pattern.exec(text)?.[0]),
};

function checkPattern(pattern: Expression | undefined): void {
  if (pattern?.kind !== 'literal' || compile(String(pattern.value))) return;
  throw new SqlError(`aws-local cannot run the regular expression '${pattern.value}'`);
}

const SYNTAX = /[\^$\\.*+?()[\]{}|/-]/;

/** Java lets any punctuation be escaped. A new object each time: a global expression remembers where it was. */
function compile(source: string): RegExp | undefined {
  const pattern = source.replace(/\\([^A-Za-z0-9])/g, (escaped, char: string) => (SYNTAX.test(char) ? escaped : char));
  try {
    return new RegExp(pattern, 'gu');
  } catch {
    return undefined;
  }
}

/** `$1` stands for the first group; a backslash takes a `$` its meaning. */
function expand(replacement: string, found: readonly unknown[]): string {
  return replacement.replace(/\\(.)|\$(\d)/g, (_, literal: string | undefined, group: string) => {
    if (literal !== undefined) return literal;
    const text = found[Number(group)];
    return typeof text === 'string' ? text : '';
  });
}
