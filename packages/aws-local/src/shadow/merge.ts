import { isJsonObject, type Json, type JsonObject, sameJson } from '../json.ts';

/**
 * The arithmetic of shadow documents, after AWS's "Device Shadow service documents". Values are never changed in place, and objects are built from
 * entries, so that a key named `__proto__` is a key like any other.
 */

/** Objects merge key by key, everything else (arrays too) is replaced whole, `null` deletes. */
export function merge(current: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else if (isJsonObject(value)) {
      const before = merged.get(key);
      merged.set(key, merge(isJsonObject(before) ? before : {}, value));
    } else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

/** The same tree with `{timestamp}` (epoch seconds) in place of every leaf; arrays get an array of stamps. */
export function stamp(value: Json, timestamp: number): Json {
  if (Array.isArray(value)) return value.map((item: Json) => stamp(item, timestamp));
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stamp(item, timestamp)]));
  }
  return { timestamp };
}

/**
 * The metadata of `merge(state, patch)`: what the patch touches is stamped anew, the rest keeps its stamps.
 * The state leads the way down, because in metadata alone a leaf looks like an object with a key `timestamp`.
 */
export function mergeMetadata(state: JsonObject, metadata: JsonObject, patch: JsonObject, now: number): JsonObject {
  const merged = new Map(Object.entries(metadata));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else if (isJsonObject(value)) {
      const before = Object.hasOwn(state, key) ? state[key] : undefined;
      const stamps = merged.get(key);
      const [from, fromStamps] = isJsonObject(before) && isJsonObject(stamps) ? [before, stamps] : [{}, {}];
      merged.set(key, mergeMetadata(from, fromStamps, value, now));
    } else merged.set(key, stamp(value, now));
  }
  return Object.fromEntries(merged);
}

/**
 * What `desired` has and `reported` lacks or has differently: nested objects only by their differing keys, arrays whole. Undefined when nothing differs.
 */
export function difference(desired: JsonObject, reported: JsonObject): JsonObject | undefined {
  const differing: [string, Json][] = [];
  for (const [key, wanted] of Object.entries(desired)) {
    const actual = Object.hasOwn(reported, key) ? reported[key] : undefined;
    if (actual !== undefined && isJsonObject(wanted) && isJsonObject(actual)) {
      const nested = difference(wanted, actual);
      if (nested) differing.push([key, nested]);
    } else if (actual === undefined || !sameJson(wanted, actual)) differing.push([key, wanted]);
  }
  return differing.length > 0 ? Object.fromEntries(differing) : undefined;
}

/** The part of the metadata that belongs to `part`, which is a part of its state. */
export function metadataOf(part: JsonObject, metadata: JsonObject): JsonObject {
  const entries = Object.entries(part).map(([key, value]): [string, Json] => {
    const stamps = Object.hasOwn(metadata, key) ? (metadata[key] ?? {}) : {};
    return [key, isJsonObject(value) && isJsonObject(stamps) ? metadataOf(value, stamps) : stamps];
  });
  return Object.fromEntries(entries);
}
