import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type JsonObject, type Parsed, parseStateUpdates, type StateUpdate } from '@thingdock/device-protocol';
import fc from 'fast-check';
import { type Applied, isOvertaken, remember } from './applied.ts';
import { applyUpdates } from './updates.ts';

const read = (updates: readonly JsonObject[]): Parsed<StateUpdate>[] => {
  const parsed = parseStateUpdates({ updates });
  assert.ok(parsed.ok);
  return parsed.value;
};
const set = (path: string, state: JsonObject | string) => ({ type: 'reported', op: 'set', path, state });
const report = (state: string, ts: number) => set('flow.flow', { assetId: 'a', updateId: 'u', state, ts });

describe('the changes that a device reports', () => {
  it('are applied in order, and every state of a flow on the way is told', () => {
    const updates = read([report('deployPending', 1), report('deploying', 2), set('flow.enable', 'x')]);
    const { state, problems, words } = applyUpdates({ state: {}, applied: {} }, updates, 1_000);
    assert.deepEqual(problems, [undefined, undefined, undefined]);
    assert.deepEqual(
      words.map((one) => one.about === 'flow' && one.state),
      ['deployPending', 'deploying'],
    );
    assert.deepEqual(state, {
      flow: { flow: { assetId: 'a', updateId: 'u', state: 'deploying', ts: 2 }, enable: 'x' },
    });
  });

  it('are judged one by one: a wrong one does not spoil its neighbours', () => {
    const updates = read([
      set('a', 'text'),
      set('a.b', 'below a text'),
      { type: 'desired', op: 'set', path: 'x', state: 1 },
      { type: 'reported', op: 'burn', path: 'x' },
      set('flow.envVariablesA', { K: 'V' }),
    ]);
    const { state, problems } = applyUpdates({ state: {}, applied: {} }, updates, 1_000);
    assert.deepEqual(state, { a: 'text', flow: { envVariablesA: { K: 'V' } } });
    assert.deepEqual(
      problems.map((problem) => problem !== undefined),
      [false, true, true, true, false],
    );
  });

  it('that come late change nothing and are no problem', () => {
    const applied: Applied = { 'flow.flow': 2_000 };
    const updates = read([report('deploying', 1), set('flow', {}), set('monitoring.enable', 'x')]);
    const { state, problems, words, counting } = applyUpdates({ state: {}, applied }, updates, 1_999);
    assert.deepEqual([state, words], [{ monitoring: { enable: 'x' } }, []]);
    assert.deepEqual(problems, [undefined, undefined, undefined]);
    assert.equal(counting.length, 1);
  });

  it('of one moment count in the order in which they arrive', () => {
    assert.equal(isOvertaken({ flow: 5 }, 'flow', 5), false);
    assert.equal(isOvertaken({ flow: 5 }, 'flow', 4), true);
    assert.equal(isOvertaken({ flow: 5 }, undefined, 4), true);
    assert.equal(isOvertaken({ '-': 5 }, 'flow', 4), true);
    assert.equal(isOvertaken({ flow: 5 }, 'flowers', 4), false);
  });

  it('are remembered only as long as a late one can come', () => {
    const later = remember({ old: 1_000, young: 400_000 }, ['new', undefined], 500_000);
    assert.deepEqual(later, { young: 400_000, new: 500_000, '-': 500_000 });
  });

  it('end the same in whatever order the messages arrive', () => {
    const paths = ['flow.flow', 'flow.enable', 'monitoring.enable', 'agent'];
    const messages = fc
      .array(fc.record({ path: fc.constantFrom(...paths), value: fc.string() }), { minLength: 1, maxLength: 8 })
      .map((all) =>
        all.map(({ path, value }, index) => ({ receivedAt: index + 1, updates: read([set(path, value)]) })),
      );
    const deliver = (all: readonly { receivedAt: number; updates: Parsed<StateUpdate>[] }[]) => {
      let state: JsonObject = {};
      let applied: Applied = {};
      for (const { receivedAt, updates } of all) {
        const done = applyUpdates({ state, applied }, updates, receivedAt);
        const changed = done.counting.map((update) => update.path);
        state = done.state;
        applied = remember(applied, changed, receivedAt);
      }
      return state;
    };
    fc.assert(
      fc.property(
        messages.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([sent, arrived]) => assert.deepEqual(deliver(arrived), deliver(sent)),
      ),
    );
  });
});
