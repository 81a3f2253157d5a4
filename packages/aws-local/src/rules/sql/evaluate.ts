import { isJsonObject, type Json, member, parseJson, sameJson } from '../../json.ts';
import type { Comparison, Expression, Select } from './ast.ts';
import { FUNCTIONS, type MessageFacts, type SqlValue } from './functions.ts';

/** A message as SQL sees it. `json` is undefined when the payload is none: then no field has a value, and `*` is the bytes. */
export type Input = MessageFacts & { json: Json | undefined };

export function readInput(facts: MessageFacts): Input {
  return { ...facts, json: parseJson(facts.payload.toString('utf8')) };
}

/** What the rule's actions get, or undefined when WHERE is not true. */
export function runSelect({ columns, where }: Select, input: Input): Buffer | undefined {
  if (where && evaluate(where, input) !== true) return undefined;
  if (columns.length === 1 && columns[0]?.expression.kind === 'payload') {
    return input.json === undefined ? input.payload : Buffer.from(JSON.stringify(input.json));
  }
  const output = columns.flatMap(({ expression, name }): [string, Json][] => {
    if (name === undefined) return isJsonObject(input.json) ? Object.entries(input.json) : [];
    const value = evaluate(expression, input);
    return value === undefined ? [] : [[name, value]];
  });
  return Buffer.from(JSON.stringify(Object.fromEntries(output)));
}

/** Undefined in, undefined out, unless a function says otherwise (AWS IoT SQL reference, "Data types" and "Operators"). */
export function evaluate(expression: Expression, input: Input): SqlValue {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'path':
      return follow(input.json, expression.steps);
    case 'payload':
      return input.json;
    case 'call':
      return call(expression.name, expression.args, input);
    case 'not':
      return negate(truth(evaluate(expression.operand, input)));
    case 'and':
    case 'or':
      return connect(
        expression.kind,
        truth(evaluate(expression.left, input)),
        truth(evaluate(expression.right, input)),
      );
    case 'compare':
      return compare(expression.operator, evaluate(expression.left, input), evaluate(expression.right, input));
  }
}

function call(name: string, args: Expression[], input: Input): SqlValue {
  // Bytes need not be text, so `encode(*, …)` cannot go by way of a value.
  if (name === 'encode' && args[0]?.kind === 'payload') return input.payload.toString('base64');
  const values = args.map((arg) => evaluate(arg, input));
  return FUNCTIONS.get(name)?.call(input, values);
}

function follow(value: SqlValue, steps: readonly (string | number)[]): SqlValue {
  return steps.reduce<SqlValue>((at, step) => {
    if (typeof step === 'number') return Array.isArray(at) ? (at[step] as Json | undefined) : undefined;
    return member(at, step);
  }, value);
}

/** Logic takes booleans and the words for them in any case; everything else is Undefined. */
function truth(value: SqlValue): boolean | undefined {
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  if (word === true || word === 'true') return true;
  return word === false || word === 'false' ? false : undefined;
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function connect(operator: 'and' | 'or', left: boolean | undefined, right: boolean | undefined): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  return operator === 'and' ? left && right : left || right;
}

function compare(operator: Comparison, left: SqlValue, right: SqlValue): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  // Values of different types are never equal, so JSON equality is the right one.
  if (operator === '=') return sameJson(left, right);
  if (operator === '<>') return !sameJson(left, right);
  const [a, b] = [decimal(left), decimal(right)];
  if (a === undefined || b === undefined) return undefined;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function decimal(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\s*-?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(value) ? Number(value) : undefined;
}
