import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fakeClock } from '@thingdock/testkit';
import { createThrottle } from './throttle.ts';

describe('the throttle of refetches', () => {
  it('lets the first through at once and the rest of a burst once', () => {
    const clock = fakeClock();
    const later: { at: number; work: () => void }[] = [];
    const throttle = createThrottle(1_000, {
      now: clock.now,
      later: (work, ms) => {
        later.push({ at: clock.now() + ms, work });
        return () => {};
      },
    });
    const runs: string[] = [];
    for (const name of ['first', 'second', 'third']) throttle.run('devices', () => runs.push(name));
    throttle.run('flows', () => runs.push('another key'));
    assert.deepEqual(runs, ['first', 'another key']);
    assert.equal(later.length, 1);
    later[0]?.work();
    assert.deepEqual(runs, ['first', 'another key', 'second']);
  });

  it('runs nothing any more once it was stopped', () => {
    const cancelled: boolean[] = [];
    const throttle = createThrottle(1_000, { now: () => 0, later: () => () => cancelled.push(true) });
    throttle.run('key', () => {});
    throttle.run('key', () => assert.fail('ran after stop'));
    throttle.stop();
    assert.deepEqual(cancelled, [true]);
  });
});
