import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fakeClock } from '@thingdock/testkit';
import { createCounters } from '../platform/counters.ts';
import { createQuota } from './quota.ts';

describe('the quota', () => {
  test('lets rule listings through at one in two seconds, half of what AWS grants, and counts who waited', async () => {
    const clock = fakeClock();
    const counters = createCounters();
    const quota = createQuota(clock, counters);
    const at: number[] = [];
    const start = clock.now();
    const calls = Promise.all(
      [1, 2, 3].map(async () => {
        await quota.take('account eu-west-1', 'iot:ListTopicRules');
        at.push(clock.now() - start);
      }),
    );
    await clock.advance(10_000);
    await calls;
    assert.deepEqual(at, [0, 2_000, 4_000]);
    assert.deepEqual(counters.all(), {
      'aws.quota.waited_ms.iot:ListTopicRules': 6_000,
      'aws.quota.waits.iot:ListTopicRules': 2,
    });
  });

  test('of one region leaves the other alone', async () => {
    const quota = createQuota(fakeClock(), createCounters());
    await quota.take('account eu-west-1', 'iot:ListTopicRules');
    await quota.take('account us-east-1', 'iot:ListTopicRules');
    await quota.take('account eu-west-1', 'iot:GetTopicRule');
  });

  test('stops waiting when the caller is stopped', async () => {
    const clock = fakeClock();
    const quota = createQuota(clock, createCounters());
    const stop = new AbortController();
    await quota.take('a', 'iot:ListTopicRules');
    const waiting = quota.take('a', 'iot:ListTopicRules', stop.signal);
    stop.abort(new Error('stopping'));
    await assert.rejects(waiting, /stopping/);
  });
});
