import type { CastType, Expression } from '../ast.ts';
import { FUNCTIONS } from '../functions/functions.ts';
import { SqlError } from '../tokens.ts';
import { type Grammar, list } from './grammar.ts';

/** The names of types that `cast` takes; those of the second kind came with the second version of the SQL. */
const TYPES = new Map<string, CastType>([
  ...['string', 'nvarchar', 'text', 'ntext', 'varchar'].map((name): [string, CastType] => [name, 'string']),
  ...['int', 'integer'].map((name): [string, CastType] => [name, 'int']),
  ['double', 'decimal'],
]);
const LATER_TYPES = new Map<string, CastType>([
  ['decimal', 'decimal'],
  ['bool', 'boolean'],
  ['boolean', 'boolean'],
]);

/** `name(arguments)` or `cast(value AS type)`. AWS does not mind the case of names. */
export function call(input: Grammar): Expression {
  const { text, at } = input.peek();
  const name = input.name('a function').toLowerCase();
  if (name === 'cast') return cast(input);
  const known = FUNCTIONS.get(name);
  if (!known) throw new SqlError(`aws-local does not know the function ${text}()`, at);
  input.since(known.since ?? '2015-10-08', `${text}()`, at);
  input.symbol('(');
  const args = input.isSymbol(')') ? [] : list(input, () => argument(input, name));
  input.symbol(')');
  const [min, max] = known.args;
  if (args.length < min || args.length > max) throw new SqlError(`${text}() takes ${countOf(min, max)}`, at);
  known.check?.(args);
  return { kind: 'call', name, args };
}

function countOf(min: number, max: number): string {
  return min === max ? `${min} arguments` : `${min} to ${max} arguments`;
}

function argument(input: Grammar, name: string): Expression {
  return name === 'encode' && input.skipSymbol('*') ? { kind: 'payload' } : input.expression();
}

function cast(input: Grammar): Expression {
  input.symbol('(');
  const operand = input.expression();
  input.keyword('as');
  const { text, at } = input.peek();
  const later = LATER_TYPES.get(text.toLowerCase());
  const type = TYPES.get(text.toLowerCase()) ?? later;
  if (!type) return input.fail('a type');
  if (later) input.since('2016-03-23', `cast to ${text}`, at);
  input.next();
  input.symbol(')');
  return { kind: 'cast', operand, type };
}
