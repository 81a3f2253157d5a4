import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Deployment, Rollout } from '@thingdock/api';
import { sample } from '@thingdock/api/testing';
import { offersFor } from './commands.ts';

const rollout = (state: Rollout['state'], phase = 1): Rollout => ({
  phases: [{ count: 1 }],
  state,
  phase,
  sizes: [1, 9],
  nextPhaseAt: null,
  why: null,
});
const offers = (over: Partial<Deployment>) => offersFor(sample.deployment(over)).map(({ command }) => command);

describe('what can be done with a deployment', () => {
  it('is to hold, stop or cancel it while it runs', () => {
    assert.deepEqual(offers({ rollout: rollout('running'), counts: { pending: 9, deploying: 1 } }), [
      'pause',
      'rollback',
      'stop',
      'cancel',
    ]);
    assert.deepEqual(offers({ rollout: rollout('halted'), counts: { pending: 9, failed: 1 } }), [
      'resume',
      'retry-failed',
      'rollback',
      'stop',
      'cancel',
    ]);
  });

  it('is to take it back or try again once it is through', () => {
    assert.deepEqual(
      offers({ summary: 'failed', rollout: rollout('finished', 2), counts: { deployed: 8, failed: 2 } }),
      ['retry-failed', 'rollback'],
    );
    assert.deepEqual(offers({ summary: 'successful', kind: 'flow-stop', counts: { deployed: 8 } }), ['rollback']);
    assert.deepEqual(offers({ summary: 'successful', counts: { cancelled: 3, overridden: 1 } }), []);
  });

  it('is told before it is done', () => {
    const [cancel] = offersFor(sample.deployment({ counts: { pending: 1, deployed: 4 } })).slice(-1);
    assert.equal(cancel?.action, 'Cancel on 1 device');
    assert.equal(cancel?.what, '1 device that is not through is cancelled. 4 devices that have it already keep it.');
  });
});
