import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TARGET_STATES, type TargetState } from '@thingdock/api';
import fc from 'fast-check';
import type { DeviceSnapshot } from '../devices/index.ts';
import {
  ABSENCE_MS,
  afterConnect as afterConnectWith,
  afterReport as afterReportWith,
  afterTime as afterTimeWith,
  begin,
  newTarget as newTargetOf,
  type Progress,
  SILENCE_MS,
  type Target,
  USUAL_LIMITS,
} from './target.ts';
import { isFinal, mayBecome, summarise } from './transition.ts';

const T0 = Date.UTC(2026, 0, 1);
const online = { status: 'connected', since: T0 - 60_000 } as const;
const offline = { status: 'disconnected', since: T0 - 60_000 } as const;
type Device = Pick<DeviceSnapshot, 'status' | 'since'> & Partial<Pick<DeviceSnapshot, 'silence'>>;
const newTarget = (device: Device | undefined, now: number) =>
  begin(newTargetOf(false, now), device, USUAL_LIMITS, now);
const afterReport = (target: Target, progress: Progress, now: number) =>
  afterReportWith(target, progress, USUAL_LIMITS, now);
const afterConnect = (target: Target, now: number) => afterConnectWith(target, USUAL_LIMITS, now);
const afterTime = (target: Target, device: Device | undefined, now: number) =>
  afterTimeWith(target, device, USUAL_LIMITS, now);
const inState = (state: TargetState, part: Partial<Target> = {}): Target => ({
  ...newTarget(online, T0),
  state,
  ...part,
});

describe('a target', () => {
  it('is requested when its device is online', () => {
    const target = newTarget(online, T0);
    assert.deepEqual([target.state, target.message, target.deadlineAt], ['requested', null, T0 + SILENCE_MS]);
  });

  it('is pending when its device is away, and says since when and how long it waits', () => {
    const target = newTarget(offline, T0);
    assert.deepEqual([target.state, target.deadlineAt], ['pending', T0 + ABSENCE_MS]);
    const said = 'The device is offline since 2025-12-31T23:59:00.000Z; waiting for it until 2026-01-08T00:00:00.000Z.';
    assert.equal(target.message, said);
    const never = newTarget({ status: 'unknown', since: null }, T0);
    assert.match(never.message ?? '', /has not been seen online/);
  });

  it('follows what its device reports, with the words of the device', () => {
    const states = ['pending', 'deploying', 'pending', 'deploying', 'deployed'] as const;
    let target = newTarget(online, T0);
    const seen = states.map((state) => {
      target = afterReport(target, { state }, T0);
      return target.state;
    });
    assert.deepEqual(seen, ['pending', 'deploying', 'pending', 'deploying', 'deployed']);
    const failed = afterReport(inState('deploying'), { state: 'failed', message: 'Too many update attempts' }, T0);
    assert.deepEqual([failed.state, failed.message, failed.deadlineAt], ['failed', 'Too many update attempts', null]);
  });

  it('ignores what is no news: repetitions of its end, and steps before it', () => {
    const deployed = inState('deployed');
    assert.equal(afterReport(deployed, { state: 'deployed' }, T0), deployed);
    assert.equal(afterReport(deployed, { state: 'deploying' }, T0), deployed);
    assert.equal(afterReport(deployed, { state: 'pending' }, T0), deployed);
  });

  it('gets its time again when its device comes back', () => {
    const waiting = newTarget(offline, T0);
    const back = afterConnect(waiting, T0 + 1_000);
    assert.deepEqual([back.state, back.message, back.deadlineAt], ['requested', null, T0 + 1_000 + SILENCE_MS]);
    const held = inState('pending', { reported: true });
    assert.equal(afterConnect(held, T0).state, 'pending', 'the device itself said pending');
    const done = inState('deployed');
    assert.equal(afterConnect(done, T0), done);
  });
});

describe('time', () => {
  it('ends a target whose connected device reports nothing for 15 minutes', () => {
    const target = newTarget(online, T0);
    assert.equal(afterTime(target, online, T0 + 59_999), target);
    assert.equal(afterTime(target, online, T0 + SILENCE_MS - 1).state, 'requested');
    const ended = afterTime(target, online, T0 + SILENCE_MS);
    assert.deepEqual([ended.state, ended.deadlineAt], ['timed_out', null]);
    assert.match(ended.message ?? '', /reported nothing for 15 minutes/);
  });

  it('says of a device that is online but does not answer why it waits, and in the end', () => {
    const told = newTarget(online, T0);
    const elsewhere = { ...online, silence: 'registered_elsewhere' } as const;
    assert.match(afterTime(told, elsewhere, T0 + 60_000).message ?? '', /registered with another installation/);
    const late = afterTime(told, { ...online, silence: 'not_answering' }, T0 + SILENCE_MS);
    assert.deepEqual([late.state, late.message?.includes('does not answer')], ['timed_out', true]);
  });

  it('counts silence from the last report, or from when the device came back', () => {
    const reported = afterReport(newTarget(online, T0), { state: 'deploying' }, T0 + 600_000);
    assert.equal(afterTime(reported, online, T0 + SILENCE_MS).state, 'deploying');
    const back = { ...online, since: T0 + 600_000 };
    assert.equal(afterTime(newTarget(online, T0), back, T0 + SILENCE_MS).state, 'requested');
  });

  it('waits for a device that went away, and gives up after 7 days', () => {
    const gone = afterTime(inState('deploying'), offline, T0 + 1);
    assert.equal(gone.state, 'deploying');
    assert.match(gone.message ?? '', /offline since/);
    assert.equal(afterTime(newTarget(online, T0), undefined, T0 + SILENCE_MS).state, 'pending');
    assert.equal(afterTime(gone, offline, T0 + ABSENCE_MS - 1).state, 'deploying');
    assert.equal(afterTime(gone, offline, T0 + ABSENCE_MS).state, 'timed_out');
  });

  it('leaves a waiting target as it is while nothing changes', () => {
    const waiting = newTarget(offline, T0);
    assert.equal(afterTime(waiting, offline, T0 + 60_000), waiting);
  });

  it('has no power over what ended, but the late word of a device has', () => {
    for (const state of TARGET_STATES.filter(isFinal))
      assert.equal(afterTime(inState(state), offline, T0 + 2 * ABSENCE_MS).state, state);
    assert.equal(afterReport(inState('timed_out'), { state: 'deployed' }, T0).state, 'deployed');
    const timedOut = inState('timed_out');
    assert.equal(afterReport(timedOut, { state: 'deploying' }, T0), timedOut);
  });
});

describe('whatever happens to a target', () => {
  const event = fc.oneof(
    fc.record({
      message: fc.constantFrom(undefined, 'Failed to acquire asset: ETIMEDOUT', 'no'),
      report: fc.constantFrom('pending' as const, 'deploying' as const, 'deployed' as const, 'failed' as const),
      later: fc.constantFrom(0, 60_000, SILENCE_MS, ABSENCE_MS),
    }),
    fc.record({ device: fc.constantFrom(online, offline, undefined), later: fc.constantFrom(0, 60_000, SILENCE_MS) }),
    fc.record({ connects: fc.constant(true), later: fc.constant(1_000) }),
  );

  it('each step is in the table, an end stays the end, and only what is open has a deadline', () => {
    fc.assert(
      fc.property(fc.constantFrom(online, offline), fc.array(event, { maxLength: 30 }), (device, events) => {
        let now = T0;
        let target = newTarget(device, now);
        for (const happened of events) {
          now += happened.later;
          const next =
            'report' in happened
              ? afterReport(target, { state: happened.report, message: happened.message }, now)
              : 'connects' in happened
                ? afterConnect(target, now)
                : afterTime(target, happened.device, now);
          assert.ok(
            next.state === target.state || mayBecome(target.state, next.state),
            `${target.state}>${next.state}`,
          );
          if (isFinal(target.state) && target.state !== 'timed_out') assert.equal(next, target);
          assert.equal(next.dueAt === null, isFinal(next.state), 'whatever is open is looked at again');
          if (isFinal(next.state)) assert.equal(next.deadlineAt, null);
          target = next;
        }
      }),
    );
  });
});

describe('the summary of a deployment', () => {
  it('is processing until every target has ended, then failed if any failed or timed out, else successful', () => {
    assert.equal(summarise({ deployed: 3, pending: 1 }), 'processing');
    assert.equal(summarise({ failed: 1, requested: 1 }), 'processing');
    assert.equal(summarise({ deployed: 3, failed: 1 }), 'failed');
    assert.equal(summarise({ deployed: 3, timed_out: 1 }), 'failed');
    assert.equal(summarise({ deployed: 3, overridden: 1, pending: 0 }), 'successful');
  });
});
