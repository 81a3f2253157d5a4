import { isDeepStrictEqual } from 'node:util';
import {
  type Json,
  type JsonObject,
  type StateUpdate,
  type StateUpdateResult,
  valueAt,
} from '@thingdock/device-protocol';

/** A change on its way to the cloud, and how often the cloud has refused it. */
export type QueuedUpdate = { update: StateUpdate; refusals: number };

/** What the device wants one path of its trees to say; undefined stands for "not there". */
export type TruthEntry = { type: StateUpdate['type']; path: string; value: Json | undefined };
/** All that it wants to say, by `type:path`. */
export type Truth = ReadonlyMap<string, TruthEntry>;

/** How often a change is offered that the cloud refuses, before the ones behind it get their turn. */
const REFUSALS = 5;

/** After an answer: what is left to send, what was given up, and whether to pause first. */
export function settle(
  sent: readonly QueuedUpdate[],
  results: readonly StateUpdateResult[],
): { left: QueuedUpdate[]; givenUp: QueuedUpdate[]; pause: boolean } {
  const stuck = sent.findIndex((_, index) => results[index]?.success !== true);
  if (stuck < 0) return { left: [], givenUp: [], pause: false };
  const [failed, ...behind] = sent.slice(stuck);
  if (!failed) return { left: [], givenUp: [], pause: false };
  // No verdict at all is no refusal: the answer was shorter than the request.
  const counted = { ...failed, refusals: failed.refusals + (results[stuck] ? 1 : 0) };
  if (counted.refusals >= REFUSALS) return { left: behind, givenUp: [counted], pause: true };
  return { left: [counted, ...behind], givenUp: [], pause: true };
}

/** Only the last change of each path: what happened in between is old news once the connection was away. */
export function compact(queue: readonly QueuedUpdate[]): QueuedUpdate[] {
  const last = new Map<string, QueuedUpdate>();
  for (const item of queue) {
    const key = `${item.update.type}:${item.update.path ?? ''}`;
    last.delete(key);
    last.set(key, item);
  }
  return [...last.values()];
}

/** The changes that make the cloud's copy of one tree say what the device knows to be true. */
export function differences(truth: Truth, type: StateUpdate['type'], cloud: JsonObject): StateUpdate[] {
  return [...truth.values()].flatMap((entry) => {
    if (entry.type !== type || isDeepStrictEqual(valueAt(cloud, entry.path), entry.value)) return [];
    return [toUpdate(entry)];
  });
}

/** A value, or its absence, as a change. */
export function toUpdate(entry: TruthEntry): StateUpdate {
  const { type, path, value } = entry;
  return value === undefined ? { type, op: 'remove', path } : { type, op: 'set', path, state: value };
}
