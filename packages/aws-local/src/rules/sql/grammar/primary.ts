import type { Branch, Expression } from '../ast.ts';
import { SqlError } from '../tokens.ts';
import { call } from './call.ts';
import { type Grammar, list } from './grammar.ts';

const WORDS = new Map<string, null | boolean>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Literals, names, variables, calls, CASE, and what stands in brackets of any kind. */
export function primary(input: Grammar): Expression {
  const token = input.peek();
  if (token.kind === 'string') return { kind: 'literal', value: text(input) };
  if (token.kind === 'number' || input.isSymbol('-')) return { kind: 'literal', value: number(input) };
  if (token.kind === 'variable') return variable(input);
  const word = token.kind === 'name' ? WORDS.get(token.text.toLowerCase()) : undefined;
  if (word !== undefined) {
    input.next();
    return { kind: 'literal', value: word };
  }
  if (input.skipSymbol('(')) return parentheses(input);
  if (input.isSymbol('[')) return array(input);
  if (input.isSymbol('{')) return object(input);
  if (input.skipKeyword('case')) return choice(input);
  if (input.isKeyword('exists') && input.isSymbol('(', 1)) return exists(input);
  return input.isSymbol('(', 1) ? call(input) : { kind: 'name', name: input.name('an expression') };
}

/** AWS fills templates in the fields of actions; in SQL this one would stay as it is written. */
function text(input: Grammar): string {
  const { at } = input.peek();
  const value = input.string();
  if (/\$\{.*\}/.test(value)) throw new SqlError('aws-local fills substitution templates in actions only', at);
  return value;
}

/** A minus belongs to a number; AWS has no sign for other expressions. */
function number(input: Grammar): number {
  const sign = input.skipSymbol('-') ? -1 : 1;
  const token = input.peek();
  if (token.kind !== 'number') return input.fail('a number');
  input.next();
  return sign === -1 && token.value !== 0 ? -token.value : token.value;
}

function variable(input: Grammar): Expression {
  const { text: name, at } = input.peek();
  if (!input.variables.has(name.slice(1))) throw new SqlError(`${name} is not set`, at);
  input.next();
  return { kind: 'variable', name: name.slice(1) };
}

function parentheses(input: Grammar): Expression {
  const inner: Expression = input.isKeyword('select') ? { kind: 'query', query: input.query() } : input.expression();
  input.symbol(')');
  return inner;
}

function exists(input: Grammar): Expression {
  input.next();
  input.symbol('(');
  const query = input.query();
  input.symbol(')');
  return { kind: 'exists', query };
}

function array(input: Grammar): Expression {
  input.since('2016-03-23', 'an array literal', input.peek().at);
  input.next();
  const items = input.isSymbol(']') ? [] : list(input, () => input.expression());
  input.symbol(']');
  return { kind: 'array', items };
}

function object(input: Grammar): Expression {
  input.since('2016-03-23', 'an object literal', input.peek().at);
  input.next();
  const entries = input.isSymbol('}') ? [] : list(input, entry);
  input.symbol('}');
  return { kind: 'object', entries };
}

function entry(input: Grammar): [key: string, value: Expression] {
  const key = input.string();
  input.symbol(':');
  return [key, input.expression()];
}

/** `CASE v WHEN t THEN r … [ELSE e] END` ("Case statements"). */
function choice(input: Grammar): Expression {
  const subject = input.expression();
  const branches: Branch[] = [];
  do {
    input.keyword('when');
    const when = input.expression();
    input.keyword('then');
    branches.push({ when, result: input.expression() });
  } while (input.isKeyword('when'));
  const otherwise = input.skipKeyword('else') ? input.expression() : undefined;
  input.keyword('end');
  return { kind: 'case', subject, branches, ...(otherwise && { otherwise }) };
}
