import { applyChange, type JsonObject, type Parsed, type StateUpdate } from '@thingdock/device-protocol';
import { type Applied, isOvertaken, overlaps } from './applied.ts';
import type { DeviceWord } from './effect.ts';
import { wordsOfChange } from './words.ts';

export type Sorted = {
  /** The state after all changes that count. */
  state: JsonObject;
  /** These, in their order. */
  counting: StateUpdate[];
  /** For each update of the request, in its order: undefined, or what is wrong with it. */
  problems: (string | undefined)[];
  /** What the changes say about flow and files, one by one. */
  words: DeviceWord[];
};

/** Applies the updates of one tree in order. One that cannot be applied does not spoil its neighbours. */
export function applyUpdates(
  start: { state: JsonObject; applied: Applied },
  updates: readonly Parsed<StateUpdate>[],
  receivedAt: number,
): Sorted {
  const result: Sorted = { state: start.state, counting: [], problems: [], words: [] };
  for (const update of updates) result.problems.push(applyOne(result, start.applied, update, receivedAt));
  return result;
}

function applyOne(result: Sorted, applied: Applied, update: Parsed<StateUpdate>, receivedAt: number) {
  if (!update.ok) return update.problem;
  if (isOvertaken(applied, update.value.path, receivedAt)) return undefined;
  const before = result.state;
  const next = applyChange(before, update.value);
  if (!next.ok) return next.problem;
  result.state = next.value;
  result.counting.push(update.value);
  if (update.value.type === 'reported') result.words.push(...wordsOfChange(before, next.value, update.value));
  return undefined;
}

/** Whether any of the changes touches a path. */
export const touches = (updates: readonly StateUpdate[], path: string): boolean =>
  updates.some((update) => overlaps(update.path ?? '-', path));
