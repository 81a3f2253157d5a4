import { isJsonObject, type Json, member, parseJson } from '../../json.ts';
import type { MessageAttributes } from '../envelope.ts';
import { holds, isScalar, type Scalar } from './condition.ts';
import type { Filter, FilterPolicyScope } from './parse.ts';

export type FilteredMessage = { message: string; attributes?: MessageAttributes };

/** Whether a message passes a subscription's filter. A body that is no JSON object passes none. */
export function accepts(filter: Filter, scope: FilterPolicyScope, { message, attributes = {} }: FilteredMessage) {
  if (scope === 'MessageAttributes') return meets(filter, attributeValues(attributes));
  const body = parseJson(message);
  return isJsonObject(body) && meets(filter, body);
}

/** Of a list of objects, one object must meet all of it. */
function meets(filter: Filter, value: Json | undefined): boolean {
  if (Array.isArray(value) && value.length > 0) {
    return (value as readonly Json[]).some((element) => meets(filter, element));
  }
  return (
    filter.names.every(({ name, test }) => {
      const found = member(value, name);
      if ('names' in test) return meets(test, found);
      const values = valuesOf(found);
      return test.some((condition) => holds(condition, values));
    }) && filter.choices.every((alternatives) => alternatives.some((one) => meets(one, value)))
  );
}

/** The plain values that stand there, those in lists one by one. An object is none. */
function valuesOf(found: Json | undefined): Scalar[] {
  if (Array.isArray(found)) return (found as readonly Json[]).flatMap(valuesOf);
  return isScalar(found) ? [found] : [];
}

/** Binary attributes are left out, as AWS ignores them; a list that is none counts as a plain text. */
function attributeValues(attributes: MessageAttributes): { [name: string]: Json } {
  const entries = Object.entries(attributes).flatMap(([name, { Type, Value }]): [string, Json][] => {
    if (Type.startsWith('Binary')) return [];
    if (Type.startsWith('Number')) return [[name, Number(Value)]];
    if (Type !== 'String.Array') return [[name, Value]];
    return [[name, parseJson(Value) ?? Value]];
  });
  return Object.fromEntries(entries);
}
