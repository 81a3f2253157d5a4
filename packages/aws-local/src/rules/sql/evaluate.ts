import { isJsonObject, type Json, member } from '../../json.ts';
import type { Expression, Projection, Query } from './ast.ts';
import { FUNCTIONS } from './functions/functions.ts';
import type { Input } from './input.ts';
import { calculate, cast, compare, connect, isIn, not } from './operators.ts';
import { put } from './output.ts';
import type { SqlValue } from './values.ts';

/** Where an expression is evaluated. */
export type Scope = {
  input: Input;
  variables: ReadonlyMap<string, SqlValue>;
  /** What names are fields of: the payload, or the item that a nested query looks at. */
  row(): SqlValue;
  /** The name that a nested query gives its item. */
  alias?: string;
};

export function evaluate(expression: Expression, scope: Scope): SqlValue {
  const at = (inner: Expression) => evaluate(inner, scope);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return expression.name === scope.alias ? scope.row() : member(scope.row(), expression.name);
    case 'variable':
      return scope.variables.get(expression.name);
    case 'member':
      return member(at(expression.of), expression.name);
    case 'item':
      return itemOf(at(expression.of), expression.index);
    case 'payload':
      return scope.row();
    case 'array':
      return present(expression.items.map(at));
    case 'object':
      return objectOf(expression.entries.map(([key, value]) => [key, at(value)]));
    case 'call':
      return call(expression.name, expression.args, scope);
    case 'cast':
      return cast(at(expression.operand), expression.type);
    case 'case':
      return choose(expression, scope);
    case 'query':
      return runQuery(expression.query, scope);
    case 'exists':
      return isFound(runQuery(expression.query, scope));
    default:
      return operate(expression, at);
  }
}

type Operation = Extract<Expression, { kind: 'not' | 'and' | 'or' | 'compare' | 'in' | 'arithmetic' }>;

function operate(expression: Operation, at: (operand: Expression) => SqlValue): SqlValue {
  switch (expression.kind) {
    case 'not':
      return not(at(expression.operand));
    case 'and':
    case 'or':
      return connect(expression.kind, at(expression.left), at(expression.right));
    case 'compare':
      return compare(expression.operator, at(expression.left), at(expression.right));
    case 'in':
      return isIn(at(expression.item), at(expression.list));
    case 'arithmetic':
      return calculate(expression.operator, at(expression.left), at(expression.right));
  }
}

/** The object of the columns, or the bare value. */
export function project(projection: Projection, scope: Scope): SqlValue {
  if (projection.kind === 'value') return evaluate(projection.expression, scope);
  const [first, ...others] = projection.columns;
  if (first && !first.path && others.length === 0) return scope.row();
  const output = new Map<string, Json>();
  for (const { expression, path } of projection.columns) {
    const value = evaluate(expression, scope);
    if (path) put(output, path, value);
    else if (isJsonObject(value)) for (const [key, item] of Object.entries(value)) output.set(key, item);
  }
  return Object.fromEntries(output);
}

/** Over an array it gives one result for each item that WHERE lets through; over an object, one. */
function runQuery({ projection, from, alias, where }: Query, scope: Scope): SqlValue {
  const resultOf = (item: Json): SqlValue => {
    const inner: Scope = { input: scope.input, variables: scope.variables, row: () => item, ...(alias && { alias }) };
    return where && evaluate(where, inner) !== true ? undefined : project(projection, inner);
  };
  const source = evaluate(from, scope);
  if (Array.isArray(source)) return present(source.map(resultOf));
  return isJsonObject(source) ? resultOf(source) : undefined;
}

function isFound(result: SqlValue): boolean {
  return Array.isArray(result) ? result.length > 0 : result !== undefined;
}

function call(name: string, args: Expression[], scope: Scope): SqlValue {
  // Bytes need not be text, so `encode(*, …)` cannot go by way of a value.
  if (name === 'encode' && args[0]?.kind === 'payload') return scope.input.payload.toString('base64');
  const values = args.map((arg) => evaluate(arg, scope));
  return FUNCTIONS.get(name)?.call(values, scope.input);
}

/** The first branch that equals; Undefined equals nothing ("Case statements"). */
function choose({ subject, branches, otherwise }: Extract<Expression, { kind: 'case' }>, scope: Scope): SqlValue {
  const value = evaluate(subject, scope);
  if (value === undefined) return undefined;
  const branch = branches.find(({ when }) => compare('=', value, evaluate(when, scope)) === true);
  const chosen = branch?.result ?? otherwise;
  return chosen && evaluate(chosen, scope);
}

function itemOf(value: SqlValue, index: number): SqlValue {
  return Array.isArray(value) ? (value[index] as SqlValue) : undefined;
}

/** Undefined cannot be written as JSON: what has no value is left out. */
function present(values: readonly SqlValue[]): Json[] {
  return values.filter((value) => value !== undefined);
}

function objectOf(entries: readonly [string, SqlValue][]): Json {
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
