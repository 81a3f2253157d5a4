import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  compact,
  differences,
  type QueuedUpdate,
  settle,
  type Truth,
  type TruthEntry,
} from '../src/device-state/report-queue.ts';

const set = (path: string, state: number, refusals = 0): QueuedUpdate => ({
  update: { type: 'reported', op: 'set', path, state },
  refusals,
});

test('what the cloud took is gone, and from the first refusal on everything waits', () => {
  const sent = [set('a', 1), set('b', 2), set('c', 3)];
  assert.deepEqual(settle(sent, [{ success: true }, { success: true }, { success: true }]).left, []);
  const refused = settle(sent, [{ success: true }, { success: false, message: 'no' }, { success: true }]);
  assert.deepEqual(refused, { left: [set('b', 2, 1), set('c', 3)], givenUp: [], pause: true });
});

test('a change that the cloud never takes does not block the ones behind it for ever', () => {
  const { left, givenUp } = settle([set('a', 1, 4), set('b', 2)], [{ success: false }]);
  assert.deepEqual([left, givenUp], [[set('b', 2)], [set('a', 1, 5)]]);
});

test('an answer that is too short is no refusal', () => {
  assert.deepEqual(settle([set('a', 1), set('b', 2)], [{ success: true }]).left, [set('b', 2)]);
});

test('after a lost connection only the newest change of each path is worth sending', () => {
  assert.deepEqual(compact([set('a', 1), set('b', 2), set('a', 3)]), [set('b', 2), set('a', 3)]);
  const updates = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat()).map(([path, state]) => set(path, state)));
  const last = (queue: readonly QueuedUpdate[]) => new Map(queue.map((item) => [item.update.path, item.update]));
  fc.assert(
    fc.property(updates, (queue) => {
      assert.deepEqual(new Map([...last(compact(queue))].sort()), new Map([...last(queue)].sort()));
      assert.equal(compact(queue).length, last(queue).size);
    }),
  );
});

test('only what differs from the truth is reported, and what should not be there is removed', () => {
  const entries: TruthEntry[] = [
    { type: 'status', path: 'agent', value: { v: '1' } },
    { type: 'status', path: 'flow', value: { state: 'running' } },
    { type: 'reported', path: 'flow.flow', value: undefined },
  ];
  const truth: Truth = new Map(entries.map((entry) => [`${entry.type}:${entry.path}`, entry]));
  assert.deepEqual(differences(truth, 'status', { agent: { v: '1' }, other: 1 }), [
    { type: 'status', op: 'set', path: 'flow', state: { state: 'running' } },
  ]);
  assert.deepEqual(differences(truth, 'reported', { flow: { flow: { assetId: 'x' } } }), [
    { type: 'reported', op: 'remove', path: 'flow.flow' },
  ]);
  assert.deepEqual(differences(truth, 'reported', {}), []);
});
