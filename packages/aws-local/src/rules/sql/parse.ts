import { filterFault } from '../../broker/topic.ts';
import type { SqlVersion } from '../rule.ts';
import type { Expression, Query, Select } from './ast.ts';
import { createCursor } from './cursor.ts';
import { disjunction } from './grammar/expression.ts';
import { type Grammar, list } from './grammar/grammar.ts';
import { projection } from './grammar/projection.ts';
import { SqlError } from './tokens.ts';

/** A parser by recursive descent: each rule of the grammar is a function of its name. Throws SqlError. */

const LATEST: SqlVersion = '2016-03-23';

/** `[SET @name = expression, …] SELECT columns [FROM 'filter'] [WHERE condition]` */
export function parseSelect(sql: string, version: SqlVersion = LATEST): Select {
  const input = createGrammar(sql, version);
  const variables = input.skipKeyword('set') ? list(input, variable) : [];
  input.keyword('select');
  const selected = projection(input);
  const from = input.skipKeyword('from') ? topicFilter(input) : undefined;
  const where = input.skipKeyword('where') ? input.expression() : undefined;
  input.end();
  return { variables, projection: selected, ...(from !== undefined && { from }), ...(where && { where }) };
}

/** One expression alone, as it stands in a substitution template; `variables` are those that the rule's SET defines. */
export function parseExpression(
  text: string,
  version: SqlVersion = LATEST,
  variables: Iterable<string> = [],
): Expression {
  const input = createGrammar(text, version, variables);
  const parsed = input.expression();
  input.end();
  return parsed;
}

function createGrammar(sql: string, version: SqlVersion, variables: Iterable<string> = []): Grammar {
  const input: Grammar = {
    ...createCursor(sql, version),
    variables: new Set(variables),
    expression: () => input.nested(() => disjunction(input)),
    query: () => input.nested(() => query(input)),
  };
  return input;
}

/** A variable may use those before it, and each has one value ("SET clause"). */
function variable(input: Grammar): [name: string, value: Expression] {
  const { kind, text, at } = input.peek();
  if (kind !== 'variable') return input.fail('a variable such as @name');
  if (input.variables.has(text.slice(1))) throw new SqlError(`${text} is set twice`, at);
  input.next();
  input.symbol('=');
  const value = input.expression();
  input.variables.add(text.slice(1));
  return [text.slice(1), value];
}

function topicFilter(input: Grammar): string {
  const filter = input.string();
  const fault = filterFault(filter);
  if (fault) throw new SqlError(`FROM '${filter}': ${fault}`);
  return filter;
}

/** `SELECT columns FROM expression [AS name] [WHERE condition]`, after its opening parenthesis ("Nested object queries"). */
function query(input: Grammar): Query {
  input.since('2016-03-23', 'a nested SELECT', input.peek().at);
  input.keyword('select');
  const selected = projection(input);
  input.keyword('from');
  const from = input.expression();
  const alias = input.skipKeyword('as') ? input.name('a name after AS') : undefined;
  const where = input.skipKeyword('where') ? input.expression() : undefined;
  return { projection: selected, from, ...(alias !== undefined && { alias }), ...(where && { where }) };
}
