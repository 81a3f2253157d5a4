import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { phaseLines, tally, thresholdLines } from './phases.ts';

const states = (rollout: Parameters<typeof phaseLines>[0]) => phaseLines(rollout).map(({ state }) => state);
const sizes = [1, 10, 100];

describe('the phases of a rollout', () => {
  it('are through, running and to come', () => {
    assert.deepEqual(states({ state: 'running', phase: 2, sizes }), ['done', 'running', 'waiting']);
    assert.deepEqual(states({ state: 'finished', phase: 3, sizes }), ['done', 'done', 'done']);
    assert.deepEqual(states({ state: 'waiting', phase: 0, sizes }), ['waiting', 'waiting', 'waiting']);
  });

  it('are held while it is paused, and never begin after it was stopped', () => {
    assert.deepEqual(states({ state: 'halted', phase: 2, sizes }), ['done', 'held', 'waiting']);
    assert.deepEqual(states({ state: 'stopped', phase: 1, sizes }), ['done', 'never', 'never']);
  });

  it('come with limits that say how far they are', () => {
    assert.deepEqual(
      thresholdLines({ stopAt: { failed: 5, percent: 20 } }, { failed: 1, timed_out: 1, deployed: 18 }),
      ['Halts at 5 failed or timed out; 2 so far.', 'Halts when 20 % of those that ended have failed; 10 % so far.'],
    );
    assert.deepEqual(thresholdLines({}, {}), []);
  });

  it('are counted by what can still be done', () => {
    assert.deepEqual(
      tally({ counts: { pending: 3, deploying: 2, deployed: 4, failed: 1, timed_out: 1, cancelled: 9 } }),
      {
        open: 5,
        told: 8,
        deployed: 4,
        failed: 2,
      },
    );
  });
});
