import type { JsonObject } from '../json.ts';
import { difference, merge, mergeMetadata, metadataOf, stamp } from './merge.ts';
import { type Rejection, reject, type UpdateRequest } from './request.ts';

/** The life of one shadow as pure functions over its record. Times in are milliseconds; timestamps in documents are epoch seconds. */

export type Sections = { desired?: JsonObject; reported?: JsonObject };

/** A deleted shadow leaves its version behind: created again within 48 hours it counts on from there (AWS, "Deleting shadow data"). */
export type ShadowRecord =
  | { kind: 'live'; state: Sections; metadata: Sections; version: number }
  | { kind: 'deleted'; version: number; deletedAt: number };

type Live = Extract<ShadowRecord, { kind: 'live' }>;

/** What an accepted request leaves behind and what is told about it. */
export type Applied = {
  rejected?: false;
  record: Live;
  accepted: JsonObject;
  documents: JsonObject;
  delta?: JsonObject;
};

const VERSION_MEMORY_MS = 48 * 3600 * 1000;
/** Bytes of `desired` and `reported` together, as JSON; metadata is free (AWS quota "Maximum size of a JSON state document"). */
export const MAX_STATE_BYTES = 8 * 1024;

/** Merges an accepted update into the shadow, creating it when there is none. */
export function applyUpdate(
  record: ShadowRecord | undefined,
  request: UpdateRequest,
  nowMs: number,
): Applied | Rejection {
  const version = versionOf(record, nowMs);
  if (request.version !== undefined && request.version !== version) {
    return reject(409, 'Version conflict', request.clientToken);
  }
  const now = seconds(nowMs);
  const before = record?.kind === 'live' ? record : { state: {}, metadata: {} };
  const next: Live = { kind: 'live', ...patchSections(before, request.state, now), version: version + 1 };
  if (Buffer.byteLength(JSON.stringify(next.state)) > MAX_STATE_BYTES) {
    return reject(413, 'The payload exceeds the maximum size allowed', request.clientToken);
  }
  const tail = { timestamp: now, ...tokenOf(request) };
  const delta = deltaOf(next);
  return {
    record: next,
    accepted: { state: request.state, metadata: stampSections(request.state, now), version: next.version, ...tail },
    documents: {
      previous: { ...snapshot(record), version },
      current: { ...snapshot(next), version: next.version },
      ...tail,
    },
    ...(delta && { delta: { version: next.version, timestamp: now, ...delta, ...tokenOf(request) } }),
  };
}

/** The whole document with its delta, as a get answers it. */
export function readDocument(record: Live, nowMs: number, request: { clientToken?: string } = {}): JsonObject {
  const delta = deltaOf(record);
  return {
    state: { ...record.state, ...(delta && { delta: delta.state }) },
    metadata: { ...record.metadata, ...(delta && { delta: delta.metadata }) },
    version: record.version,
    timestamp: seconds(nowMs),
    ...tokenOf(request),
  };
}

/** The record of a shadow that is deleted now, and the answer. */
export function applyDelete(record: Live, nowMs: number, request: { clientToken?: string }) {
  const left: ShadowRecord = { kind: 'deleted', version: record.version, deletedAt: nowMs };
  return { record: left, accepted: { version: record.version, timestamp: seconds(nowMs), ...tokenOf(request) } };
}

export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function versionOf(record: ShadowRecord | undefined, nowMs: number): number {
  if (!record) return 0;
  if (record.kind === 'deleted' && nowMs - record.deletedAt > VERSION_MEMORY_MS) return 0;
  return record.version;
}

function patchSections(before: Pick<Live, 'state' | 'metadata'>, patch: UpdateRequest['state'], now: number) {
  const state: Sections = {};
  const metadata: Sections = {};
  for (const section of ['desired', 'reported'] as const) {
    const change = patch === null ? null : patch[section];
    if (change === null) continue;
    const from = before.state[section] ?? {};
    const stamps = before.metadata[section] ?? {};
    const merged = change === undefined ? from : merge(from, change);
    if (Object.keys(merged).length === 0) continue;
    state[section] = merged;
    metadata[section] = change === undefined ? stamps : mergeMetadata(from, stamps, change, now);
  }
  return { state, metadata };
}

function stampSections(patch: UpdateRequest['state'], now: number): JsonObject {
  const sections = Object.entries(patch ?? {}).filter(([, change]) => change !== null);
  return Object.fromEntries(sections.map(([section, change]) => [section, stamp(change, now)]));
}

function deltaOf({ state, metadata }: Live): { state: JsonObject; metadata: JsonObject } | undefined {
  const differing = difference(state.desired ?? {}, state.reported ?? {});
  return differing && { state: differing, metadata: metadataOf(differing, metadata.desired ?? {}) };
}

function snapshot(record: ShadowRecord | undefined): JsonObject {
  return record?.kind === 'live' ? { state: record.state, metadata: record.metadata } : {};
}

function tokenOf({ clientToken }: { clientToken?: string }): { clientToken?: string } {
  return clientToken === undefined ? {} : { clientToken };
}
