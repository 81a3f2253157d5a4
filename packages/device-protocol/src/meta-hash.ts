import { createHash } from 'node:crypto';
import type { StateMeta, StateType } from './device-state.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { findReservedKey } from './paths.ts';

/** What the hash covers. `fqDeviceId` is never transmitted: each side uses its own. */
export type HashedState = {
  fqDeviceId: string;
  type: StateType;
  state: JsonObject;
  meta: Pick<StateMeta, 'v' | 'ts' | 'uId' | 'pHash'>;
};

/** The device id inside the hash: `connectionId::thingName`. */
export const fqDeviceId = (connectionId: string, thingName: string): string => `${connectionId}::${thingName}`;

/**
 * The hash of a device state: base64 of the SHA-1 of a serialisation that agents in the field take from the npm package
 * object-hash 1.3.1 with its defaults. This is an implementation of its own of that serialisation, for JSON values.
 * Throws TypeError on keys that no state tree may have (`__proto__`, `prototype`, `constructor`).
 */
export function metaHash({ fqDeviceId, type, state, meta }: HashedState): string {
  const { v, ts, uId, pHash } = meta;
  const reserved = findReservedKey(state);
  if (reserved) throw new TypeError(`a device state cannot have the key "${reserved}"`);
  const hashed = { fqDeviceId, type, state, meta: { v, ts, uId, pHash } };
  return createHash('sha1').update(serialiseObject(hashed, OUTERMOST), 'utf8').digest('base64');
}

/** True when a revision carries the hash of what it holds. */
export function hashMatches(hashed: HashedState & { meta: StateMeta }): boolean {
  return findReservedKey(hashed.state) === undefined && metaHash(hashed) === hashed.meta.hash;
}

/** Cloud: the meta of the next revision of a tree. `previous` is the meta before it, if there was one. */
export function nextMeta(input: {
  fqDeviceId: string;
  type: StateType;
  state: JsonObject;
  previous?: StateMeta | undefined;
  now: number;
}): StateMeta {
  const { previous, now, ...rest } = input;
  const meta = { v: 1, ts: now, uId: (previous?.uId ?? 0) + 1, pHash: previous?.hash ?? '-' };
  return { ...meta, hash: metaHash({ ...rest, meta }) };
}

// object-hash also writes the prototype chain of every plain object, before its keys. The chain is always the same;
// only what was already written once becomes a reference by number.
const OBJECT_FUNCTION = 'string:11:constructor:fn:string:8:[native]string:20:function-name:Object';
const OBJECT_PROTOTYPE = `object:3:string:9:prototype:Undefined,string:9:__proto__:Null,${OBJECT_FUNCTION}object:0:,,`;
const NESTED = chain('string:12:[CIRCULAR:1],');
const OUTERMOST = chain(OBJECT_PROTOTYPE);

function chain(proto: string): string {
  return `string:9:prototype:Undefined,string:9:__proto__:${proto}${OBJECT_FUNCTION}string:12:[CIRCULAR:2],`;
}

function serialise(value: Json): string {
  if (value === null) return 'Null';
  if (typeof value === 'string') return `string:${value.length}:${value}`;
  if (typeof value === 'number') return `number:${value}`;
  if (typeof value === 'boolean') return `bool:${value}`;
  if (isObject(value)) return serialiseObject(value, NESTED);
  return `array:${value.length}:${value.map(serialise).join('')}`;
}

function serialiseObject(object: JsonObject, prototypeChain: string): string {
  const keys = Object.keys(object).sort();
  const members = keys.map((key) => `${serialise(key)}:${serialise(object[key] ?? null)},`);
  return `object:${keys.length + 3}:${prototypeChain}${members.join('')}`;
}
