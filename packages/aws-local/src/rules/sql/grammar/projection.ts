import type { Column, Expression, Projection } from '../ast.ts';
import { SqlError } from '../tokens.ts';
import { type Grammar, list } from './grammar.ts';

/** What stands between SELECT and FROM: `VALUE expression`, or columns. */
export function projection(input: Grammar): Projection {
  if (!isValueKeyword(input)) return { kind: 'columns', columns: list(input, column) };
  input.next();
  return { kind: 'value', expression: payload(input) ?? input.expression() };
}

/** `value` is a name as well, and a frequent one: it is the keyword only where a value follows it. */
function isValueKeyword(input: Grammar): boolean {
  if (!input.isKeyword('value')) return false;
  const { kind, text } = input.peek(1);
  if (kind === 'string' || kind === 'number' || kind === 'variable') return true;
  if (kind === 'name') return !/^(from|as|and|or|in|where)$/i.test(text);
  if (kind !== 'symbol') return false;
  if (text === '*') return input.isKeyword('from', 2) || input.isKeyword('where', 2) || input.peek(2).kind === 'end';
  if (text === '[') return !(input.peek(2).kind === 'number' && input.isSymbol(']', 3));
  return text === '(' || text === '{';
}

function payload(input: Grammar): Expression | undefined {
  return input.skipSymbol('*') ? { kind: 'payload' } : undefined;
}

function column(input: Grammar): Column {
  const { at } = input.peek();
  const whole = payload(input);
  const expression = whole ?? input.expression();
  if (input.skipKeyword('as')) return { expression, path: outputPath(input) };
  if (whole) return { expression, path: undefined };
  // A function's column bears its name (as seen on AWS: https://github.com/ministackorg/ministack/pull/1252).
  if (expression.kind !== 'name' && expression.kind !== 'member' && expression.kind !== 'call') {
    throw new SqlError('this column needs a name (AS name)', at);
  }
  return { expression, path: [expression.name] };
}

/** `AS a.b` nests the output ("JSON extensions"). */
function outputPath(input: Grammar): string[] {
  const path = [input.name('a name after AS')];
  while (input.skipSymbol('.')) path.push(input.anyName('a name after the dot'));
  return path;
}
