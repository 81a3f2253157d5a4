import { filterFault } from '../../broker/topic.ts';
import type { SqlVersion } from '../rule.ts';
import type { Column, Comparison, Expression, Select } from './ast.ts';
import { type Cursor, createCursor } from './cursor.ts';
import { FUNCTIONS } from './functions.ts';
import { SqlError } from './tokens.ts';

/** A parser by recursive descent: each rule of the grammar is a function, the loosest binding first. Throws SqlError. */

const COMPARISONS = new Map<string, Comparison>([
  ...(['=', '<>', '<', '<=', '>', '>='] as const).map((sign): [string, Comparison] => [sign, sign]),
  ['!=', '<>'],
]);

/** `SELECT columns FROM 'filter' [WHERE condition]` */
export function parseSelect(sql: string, version: SqlVersion = '2016-03-23'): Select {
  const input = createCursor(sql, version);
  input.keyword('select');
  const columns = list(input, column);
  input.keyword('from');
  const from = input.string();
  const fault = filterFault(from);
  if (fault) throw new SqlError(`FROM '${from}': ${fault}`);
  const where = input.skipKeyword('where') ? expression(input) : undefined;
  input.end();
  return { columns, from, ...(where && { where }) };
}

/** One expression alone, as it stands in a substitution template. */
export function parseExpression(text: string, version: SqlVersion = '2016-03-23'): Expression {
  const input = createCursor(text, version);
  const parsed = expression(input);
  input.end();
  return parsed;
}

function list<T>(input: Cursor, item: (input: Cursor) => T): T[] {
  const items = [item(input)];
  while (input.skipSymbol(',')) items.push(item(input));
  return items;
}

function column(input: Cursor): Column {
  const { at } = input.peek();
  if (input.skipSymbol('*')) return { expression: { kind: 'payload' }, name: undefined };
  const parsed = expression(input);
  if (input.skipKeyword('as')) {
    const name = input.name('a name after AS');
    if (input.isSymbol('.')) throw new SqlError('aws-local does not nest output with AS a.b', input.peek().at);
    return { expression: parsed, name };
  }
  const last = parsed.kind === 'path' ? parsed.steps.at(-1) : undefined;
  if (typeof last !== 'string') throw new SqlError('this column needs a name (AS name)', at);
  return { expression: parsed, name: last };
}

function expression(input: Cursor): Expression {
  return input.nested(() => {
    let left = conjunction(input);
    while (input.skipKeyword('or')) left = { kind: 'or', left, right: conjunction(input) };
    return left;
  });
}

function conjunction(input: Cursor): Expression {
  let left = negation(input);
  while (input.skipKeyword('and')) left = { kind: 'and', left, right: negation(input) };
  return left;
}

function negation(input: Cursor): Expression {
  if (!input.skipKeyword('not')) return comparison(input);
  return { kind: 'not', operand: input.nested(() => negation(input)) };
}

function comparison(input: Cursor): Expression {
  const left = primary(input);
  const operator = input.peek().kind === 'symbol' ? COMPARISONS.get(input.peek().text) : undefined;
  if (!operator) return left;
  input.next();
  return { kind: 'compare', operator, left, right: primary(input) };
}

function primary(input: Cursor): Expression {
  const token = input.peek();
  if (token.kind === 'string' || token.kind === 'number') {
    input.next();
    return { kind: 'literal', value: token.kind === 'number' ? token.value : token.text };
  }
  if (input.skipKeyword('true')) return { kind: 'literal', value: true };
  if (input.skipKeyword('false')) return { kind: 'literal', value: false };
  if (input.skipSymbol('(')) {
    const inner = expression(input);
    input.symbol(')');
    return inner;
  }
  return input.isSymbol('(', 1) ? call(input) : path(input);
}

function call(input: Cursor): Expression {
  const { text, at } = input.peek();
  const name = input.name('a function').toLowerCase();
  const known = FUNCTIONS.get(name);
  if (!known) throw new SqlError(`aws-local does not know the function ${text}()`, at);
  if (known.since > input.version) throw new SqlError(`${text}() needs SQL version ${known.since}`, at);
  input.symbol('(');
  const args = input.isSymbol(')') ? [] : list(input, (inner) => argument(inner, name));
  input.symbol(')');
  const [min, max] = known.args;
  if (args.length < min || args.length > max) throw new SqlError(`${text}() takes ${min} to ${max} arguments`, at);
  known.check?.(args);
  return { kind: 'call', name, args };
}

function argument(input: Cursor, name: string): Expression {
  if (name === 'encode' && input.skipSymbol('*')) return { kind: 'payload' };
  return expression(input);
}

function path(input: Cursor): Expression {
  const steps: (string | number)[] = [input.name('an expression')];
  for (;;) {
    if (input.skipSymbol('.')) steps.push(input.name('a name after the dot'));
    else if (input.skipSymbol('[')) {
      const index = input.peek();
      if (index.kind !== 'number' || !Number.isInteger(index.value) || index.value < 0) return input.fail('an index');
      input.next();
      steps.push(index.value);
      input.symbol(']');
    } else return { kind: 'path', steps };
  }
}
