import { isJsonObject, type Json, type JsonObject, parseJson } from '../../json.ts';
import type { Condition } from './condition.ts';
import { FilterPolicyProblem, OPERATOR_NAMES, readCondition } from './read-condition.ts';

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

/** A filter policy, read: every name must meet its test, and of every `$or` one alternative. */
export type Filter = {
  names: readonly { name: string; test: readonly Condition[] | Filter }[];
  choices: readonly (readonly Filter[])[];
};

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const LONGEST_BYTES = 256 * 1024;
const MOST_NAMES = 5;
const MOST_COMBINATIONS = 150;

/** Reads a subscription's filter policy. Throws FilterPolicyProblem. */
export function parseFilterPolicy(text: string, scope: FilterPolicyScope): Filter {
  if (Buffer.byteLength(text) > LONGEST_BYTES) throw new FilterPolicyProblem('Filter policy is longer than 256 KB');
  const json = parseJson(text);
  if (!isJsonObject(json)) throw new FilterPolicyProblem('failed to parse JSON.');
  if (Object.keys(json).length > MOST_NAMES) {
    throw new FilterPolicyProblem(`Filter policy can not have more than ${MOST_NAMES} keys`);
  }
  const filter = readFilter(json, scope, 1);
  if (combinations(filter, 1, scope) > MOST_COMBINATIONS) {
    throw new FilterPolicyProblem('Filter policy is too complex');
  }
  return filter;
}

function readFilter(json: JsonObject, scope: FilterPolicyScope, depth: number): Filter {
  const names: { name: string; test: readonly Condition[] | Filter }[] = [];
  const choices: Filter[][] = [];
  for (const [name, value] of Object.entries(json)) {
    const alternatives = alternativesOf(name, value);
    if (alternatives) choices.push(alternatives.map((one) => readFilter(one, scope, depth)));
    else names.push({ name, test: readTest(name, value, scope, depth) });
  }
  return { names, choices };
}

function readTest(name: string, value: Json, scope: FilterPolicyScope, depth: number): readonly Condition[] | Filter {
  if (isJsonObject(value)) {
    if (scope === 'MessageAttributes') {
      throw new FilterPolicyProblem('Filter policy scope MessageAttributes does not support nested filter policy');
    }
    if (Object.keys(value).length === 0) throw new FilterPolicyProblem('Empty objects are not allowed');
    return readFilter(value, scope, depth + 1);
  }
  if (!Array.isArray(value)) throw new FilterPolicyProblem(`"${name}" must be an object or an array`);
  if (value.length === 0) throw new FilterPolicyProblem('Empty arrays are not allowed');
  return (value as readonly Json[]).map(readCondition);
}

/**
 * `$or` is one only with two objects or more, none of which uses the name of an operator; anything else under that name is an ordinary name
 * (https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html).
 */
function alternativesOf(name: string, value: Json): JsonObject[] | undefined {
  if (name !== '$or' || !Array.isArray(value) || value.length < 2) return undefined;
  const objects = (value as readonly Json[]).filter(isJsonObject);
  const isOr = objects.length === value.length && objects.every((one) => !usesOperatorName(one));
  return isOr ? objects : undefined;
}

const usesOperatorName = (json: JsonObject) => Object.keys(json).some((key) => OPERATOR_NAMES.includes(key));

/** The lengths of all lists multiplied, in a body each times its depth; alternatives add up. */
function combinations(filter: Filter, depth: number, scope: FilterPolicyScope): number {
  const factor = scope === 'MessageBody' ? depth : 1;
  const ofNames = filter.names.map(({ test }) =>
    'names' in test ? combinations(test, depth + 1, scope) : test.length * factor,
  );
  const ofChoices = filter.choices.map((alternatives) =>
    alternatives.reduce((sum, one) => sum + combinations(one, depth, scope), 0),
  );
  return [...ofNames, ...ofChoices].reduce((product, count) => product * count, 1);
}
