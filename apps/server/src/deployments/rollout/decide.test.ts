import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RolloutSettings } from '@thingdock/api';
import fc from 'fast-check';
import { decideRollout, HELD_MS, type PhaseCounts, type Progress, resumed } from './decide.ts';
import { phaseSizes, placeTargets } from './sizes.ts';

const T0 = Date.UTC(2026, 0, 1);
const start: Progress = {
  ...{ state: 'running', phase: 1, phaseEndedAt: null, heldAt: null, why: null },
  forgiven: { bad: 0, ended: 0 },
};
const counts = (part: Partial<PhaseCounts>): PhaseCounts => ({
  ...{ waiting: 0, working: 0, offline: 0, good: 0, bad: 0, other: 0 },
  ...part,
});
type Settings = Pick<RolloutSettings, 'waitSeconds' | 'stopAt'>;
const decide = (phases: PhaseCounts[], settings: Settings = {}, progress = start, now = T0) =>
  decideRollout({ progress, settings, counts: phases, now });

describe('a rollout', () => {
  it('begins the next phase when the one before has ended well, after the time to wait', () => {
    const phases = [counts({ good: 2 }), counts({ waiting: 3 })];
    assert.equal(decide(phases).progress.phase, 2);
    const waiting = decide(phases, { waitSeconds: 60 });
    assert.deepEqual([waiting.progress.phase, waiting.lookAt], [1, T0 + 60_000]);
    assert.equal(decide(phases, { waitSeconds: 60 }, waiting.progress, T0 + 59_999).progress.phase, 1);
    assert.equal(decide(phases, { waitSeconds: 60 }, waiting.progress, T0 + 60_000).progress.phase, 2);
  });

  it('is not held up by devices that are offline, once others of the phase have shown something', () => {
    assert.equal(decide([counts({ good: 1, offline: 1 }), counts({ waiting: 1 })]).progress.phase, 2);
    assert.equal(decide([counts({ offline: 1 }), counts({ waiting: 1 })]).progress.phase, 1);
    assert.equal(decide([counts({ good: 1, working: 1 }), counts({ waiting: 1 })]).progress.phase, 1);
  });

  it('without a threshold holds the next phase back after any failure', () => {
    const { progress } = decide([counts({ good: 9, bad: 1 }), counts({ waiting: 5 })]);
    assert.deepEqual([progress.state, progress.why], ['halted', '1 target of phase 1 failed or timed out.']);
  });

  it('halts at a number of failures, in mid-phase', () => {
    const phases = [counts({ good: 1, bad: 2, waiting: 50 }), counts({ waiting: 5 })];
    assert.equal(decide(phases, { stopAt: { failed: 3 } }).progress.state, 'running');
    const { progress } = decide(phases, { stopAt: { failed: 2 } });
    assert.deepEqual([progress.state, progress.why], ['halted', '2 targets failed or timed out; it stops at 2.']);
  });

  it('halts at a share of failures once one failure alone is not over it', () => {
    const stopAt = { percent: 10 };
    assert.equal(decide([counts({ bad: 1, working: 99, waiting: 1 })], { stopAt }).progress.state, 'running');
    assert.equal(decide([counts({ good: 8, bad: 2, working: 9, waiting: 1 })], { stopAt }).progress.state, 'halted');
    assert.equal(decide([counts({ bad: 1 }), counts({ waiting: 1 })], { stopAt }).progress.state, 'halted');
  });

  it('goes on from a halt when somebody accepts the failures, and halts again at new ones', () => {
    const phases = [counts({ good: 8, bad: 2 }), counts({ waiting: 5 })];
    const again = resumed(decide(phases, { stopAt: { failed: 2 } }).progress, phases);
    assert.equal(decide(phases, { stopAt: { failed: 2 } }, again).progress.phase, 2);
    const later = [counts({ good: 8, bad: 2 }), counts({ waiting: 3, bad: 2 })];
    assert.equal(decide(later, { stopAt: { failed: 2 } }, { ...again, phase: 2 }).progress.state, 'halted');
  });

  it('ends when every target has, and after 30 days in which nobody resumed it', () => {
    assert.equal(decide([counts({ good: 2, bad: 1, other: 1 })]).progress.state, 'finished');
    const held: Progress = { ...start, state: 'paused', heldAt: T0 };
    const phases = [counts({ waiting: 1 })];
    assert.equal(decide(phases, {}, held, T0 + 1).lookAt, T0 + HELD_MS);
    const over = decide(phases, {}, held, T0 + HELD_MS);
    assert.deepEqual([over.progress.state, over.cancelRest], ['stopped', true]);
  });
});

describe('the sizes of phases', () => {
  it('add up, and the last takes the rest', () => {
    assert.deepEqual(phaseSizes([{ count: 1 }, { percent: 10 }, { percent: 100 }], 100), [1, 10, 89]);
    assert.deepEqual(phaseSizes([{ count: 5 }, { percent: 50 }], 3), [3]);
    assert.deepEqual(phaseSizes([{ percent: 1 }, { percent: 1 }, {}], 3), [1, 1, 1]);
  });

  it('give every target one phase, canaries first', () => {
    const some = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 40 });
    const phase = fc.oneof(
      fc.record({ count: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
    );
    fc.assert(
      fc.property(some, fc.array(phase, { minLength: 1, maxLength: 6 }), (names, phases) => {
        const sizes = phaseSizes(phases, names.length);
        assert.equal(
          sizes.reduce((sum, size) => sum + size, 0),
          names.length,
        );
        assert.ok(sizes.every((size) => size > 0));
        const placed = placeTargets(names, names.slice(-1), sizes);
        for (const [index, size] of sizes.entries())
          assert.equal([...placed.values()].filter((at) => at === index + 1).length, size);
        assert.equal(placed.get(names.at(-1) ?? ''), 1);
      }),
    );
  });
});
