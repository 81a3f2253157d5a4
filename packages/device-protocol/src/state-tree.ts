import type { StateOperation } from './device-state.ts';
import { isObject, type Json, type JsonObject, type Parsed, parsed, problem } from './json.ts';
import { findReservedKey, parsePath } from './paths.ts';

/**
 * Applies one change and gives back a new tree; the old one stays as it was, and unchanged branches are shared.
 * Removing what is not there changes nothing. Setting a path makes the objects on the way, but never replaces a value
 * that is in the way.
 */
export function applyChange(tree: JsonObject, change: StateOperation): Parsed<JsonObject> {
  const path = parsePath(change.path);
  if (!path.ok) return path;
  if (change.op === 'remove') return parsed(path.value.length === 0 ? {} : without(tree, path.value));
  const reserved = findReservedKey(change.state);
  if (reserved) return problem(`the state contains the reserved word "${reserved}" as a key`);
  if (path.value.length > 0) return withValue(tree, path.value, change.state);
  return isObject(change.state) ? parsed(change.state) : problem('the whole tree can only be set to an object');
}

/** The value at a dotted path; the tree itself for an absent path; undefined when nothing is there. */
export function valueAt(tree: JsonObject, path: string | undefined): Json | undefined {
  const parts = parsePath(path);
  if (!parts.ok) return undefined;
  let here: Json | undefined = tree;
  for (const part of parts.value) here = isObject(here) ? member(here, part) : undefined;
  return here;
}

function withValue(tree: JsonObject, path: readonly string[], value: Json): Parsed<JsonObject> {
  const [key, ...rest] = path;
  if (key === undefined) return problem('empty path');
  if (rest.length === 0) return parsed({ ...tree, [key]: value });
  const child = member(tree, key) ?? {};
  if (!isObject(child)) return problem(`"${key}" is in the way: it is not an object`);
  const changed = withValue(child, rest, value);
  return changed.ok ? parsed({ ...tree, [key]: changed.value }) : changed;
}

function without(tree: JsonObject, path: readonly string[]): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(tree, key)) return tree;
  if (rest.length === 0) return Object.fromEntries(Object.entries(tree).filter(([name]) => name !== key));
  const child = tree[key];
  return isObject(child) ? { ...tree, [key]: without(child, rest) } : tree;
}

function member(tree: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}
