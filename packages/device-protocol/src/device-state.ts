import { isObject, type Json, type JsonObject, type Parsed, parsed, problem } from './json.ts';

/** The three trees of a device. Only the cloud writes `desired`; the device writes the other two. */
export const STATE_TYPES = ['desired', 'reported', 'status'] as const;
export type StateType = (typeof STATE_TYPES)[number];

/** What the cloud stamps on each revision of a tree. */
export type StateMeta = {
  v: number;
  /** Milliseconds since the epoch. */
  ts: number;
  /** Counts the revisions of this tree, from 1. */
  uId: number;
  /** `hash` of the revision before, `-` for the first one. */
  pHash: string;
  /** See `metaHash`. */
  hash: string;
};

/** Notes of the cloud that come back with the reports they cause, by path (`-` for the whole tree). */
export type StateRefs = { readonly [path: string]: { readonly ext: JsonObject } };

/** One tree with everything that belongs to it; `meta` is absent when nothing was ever written. */
export type StateDocument = { type: StateType; state: JsonObject; meta?: StateMeta; ref: StateRefs };

/** A change of one tree. An absent path means the whole tree. */
export type StateOperation = { op: 'set'; path?: string; state: Json } | { op: 'remove'; path?: string };

export function isStateType(raw: unknown): raw is StateType {
  return STATE_TYPES.some((type) => type === raw);
}

export function parseStateMeta(raw: unknown): Parsed<StateMeta> {
  if (!isObject(raw)) return problem('meta is not an object');
  const { v, ts, uId, pHash, hash } = raw;
  if (typeof v !== 'number' || typeof ts !== 'number' || typeof uId !== 'number')
    return problem('meta lacks v, ts or uId');
  if (typeof pHash !== 'string' || typeof hash !== 'string') return problem('meta lacks pHash or hash');
  return parsed({ v, ts, uId, pHash, hash });
}

/** Reads refs and leaves out what is not of their form. */
export function parseStateRefs(raw: unknown): StateRefs {
  if (!isObject(raw)) return {};
  const entries = Object.entries(raw).flatMap(([path, ref]) =>
    isObject(ref) && isObject(ref.ext) ? [[path, { ext: ref.ext }] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** The note that belongs to a path: the one at the path itself or at the nearest path above it, at last the whole tree's. */
export function findRef(refs: StateRefs, path: string): { readonly ext: JsonObject } | undefined {
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const key = parts.slice(0, length).join('.');
    if (Object.hasOwn(refs, key)) return refs[key];
  }
  return Object.hasOwn(refs, '-') ? refs['-'] : undefined;
}
