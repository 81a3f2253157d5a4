import type {
  CallFault,
  CallFaultKind,
  DeliveryFault,
  DeliveryFaultKind,
  DeviceFilter,
  RuleFault,
  RuleFaultKind,
} from '../faults/faults.ts';
import { isJsonObject, type Json, type JsonObject, member } from '../json.ts';

/** Reads what an admin call sends. Everything here throws a RangeError that says which field must be what. */

const CALL_KINDS: readonly CallFaultKind[] = ['throttle', 'deny', 'timeout', 'disconnect'];
const DELIVERY_KINDS: readonly DeliveryFaultKind[] = ['duplicate', 'reorder', 'delay', 'lose'];
const RULE_KINDS: readonly RuleFaultKind[] = ['delay', 'fail'];
const TYPES = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const;
const EFFECTS = ['before', 'after'] as const;
const WAYS = ['http', 'mqtt'] as const;

export function parseCallFault(body: Json | undefined): CallFault {
  const fields = fieldsOf(body, ['kind', 'operation', 'accountId', 'effect', 'times', 'over']);
  const { operation } = texts(fields, ['operation']);
  if (operation === undefined) throw new RangeError('operation is missing');
  return {
    operation,
    ...required(fields, 'kind', CALL_KINDS),
    ...texts(fields, ['accountId']),
    ...choice(fields, 'effect', EFFECTS),
    ...choice(fields, 'over', WAYS),
    ...numbers(fields, ['times'], 1),
  };
}

export function parseDeliveryFault(body: Json | undefined): DeliveryFault {
  const fields = fieldsOf(body, ['kind', 'topicArn', 'type', 'times', 'delayMs']);
  return {
    ...required(fields, 'kind', DELIVERY_KINDS),
    ...texts(fields, ['topicArn']),
    ...choice(fields, 'type', TYPES),
    ...numbers(fields, ['times'], 1),
    ...numbers(fields, ['delayMs'], 0),
  };
}

export function parseRuleFault(body: Json | undefined): RuleFault {
  const fields = fieldsOf(body, ['kind', 'ruleName', 'accountId', 'times', 'delayMs']);
  return {
    ...required(fields, 'kind', RULE_KINDS),
    ...texts(fields, ['ruleName', 'accountId']),
    ...numbers(fields, ['times'], 1),
    ...numbers(fields, ['delayMs'], 0),
  };
}

export function parseDeviceFilter(body: Json | undefined): DeviceFilter {
  return texts(fieldsOf(body, ['accountId', 'region', 'clientId']), ['accountId', 'region', 'clientId']);
}

export function parseAccount(body: Json | undefined): { accountId?: string } {
  return texts(fieldsOf(body, ['accountId']), ['accountId']);
}

/** A field that is not known is refused, so that a slip of the pen is no fault that never comes. */
function fieldsOf(body: Json | undefined, known: readonly string[]): JsonObject {
  if (!isJsonObject(body)) throw new RangeError('the body must be a JSON object');
  const other = Object.keys(body).find((key) => !known.includes(key));
  if (other !== undefined) throw new RangeError(`${other} is not known; there are ${known.join(', ')}`);
  return body;
}

function texts<K extends string>(fields: JsonObject, names: readonly K[]): Partial<Record<K, string>> {
  const found = names.flatMap((name) => {
    const value = member(fields, name);
    if (value === undefined) return [];
    if (typeof value !== 'string' || value === '') throw new RangeError(`${name} must be a text`);
    return [[name, value]];
  });
  return Object.fromEntries(found) as Partial<Record<K, string>>;
}

function numbers<K extends string>(fields: JsonObject, names: readonly K[], least: number): Partial<Record<K, number>> {
  const found = names.flatMap((name) => {
    const value = member(fields, name);
    if (value === undefined) return [];
    if (!Number.isSafeInteger(value) || Number(value) < least) {
      throw new RangeError(`${name} must be a whole number, ${least} or more`);
    }
    return [[name, value]];
  });
  return Object.fromEntries(found) as Partial<Record<K, number>>;
}

function choice<K extends string, V extends string>(fields: JsonObject, name: K, values: readonly V[]) {
  const found = values.find((value) => value === member(fields, name));
  if (found === undefined && member(fields, name) !== undefined) {
    throw new RangeError(`${name} must be one of ${values.join(', ')}`);
  }
  return (found === undefined ? {} : { [name]: found }) as Partial<Record<K, V>>;
}

function required<K extends string, V extends string>(fields: JsonObject, name: K, values: readonly V[]) {
  if (member(fields, name) === undefined) throw new RangeError(`${name} is missing; it is one of ${values.join(', ')}`);
  return choice(fields, name, values) as Record<K, V>;
}
