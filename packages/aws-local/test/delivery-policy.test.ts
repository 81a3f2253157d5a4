import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  DEFAULT_RETRY,
  effectivePolicy,
  type RetryPolicy,
  retryDelays,
  subscriptionPolicyProblem,
  topicPolicyProblem,
} from '../src/sns-delivery/delivery-policy.ts';

const topic = (retry: object, more: object = {}) =>
  JSON.stringify({ http: { defaultHealthyRetryPolicy: retry, ...more } });

describe('delivery policies', () => {
  it('try three times more, twenty seconds apart, when nothing is set', () => {
    assert.deepEqual(retryDelays(effectivePolicy(undefined, undefined).retry), [20, 20, 20]);
  });

  it('go through four phases: at once, shortest, growing, longest', () => {
    const policy = {
      minDelayTarget: 1,
      maxDelayTarget: 60,
      numRetries: 50,
      numNoDelayRetries: 3,
      numMinDelayRetries: 2,
    };
    const retry = effectivePolicy(
      topic({ ...policy, numMaxDelayRetries: 35, backoffFunction: 'exponential' }),
      undefined,
    ).retry;
    const delays = retryDelays(retry);
    assert.equal(delays.length, 50);
    assert.deepEqual(delays.slice(0, 5), [0, 0, 0, 1, 1]);
    assert.deepEqual(delays.slice(15), Array(35).fill(60));
    assert.deepEqual([delays[5], delays[14]], [1, 60]);
    const minutes = delays.reduce((sum, delay) => sum + delay, 0) / 60;
    assert.ok(minutes > 35 && minutes < 45, `${minutes} minutes`);
  });

  it('grow from the shortest to the longest pause and never shrink, whatever the curve', () => {
    const anyPolicy = fc.record({
      minDelayTarget: fc.integer({ min: 1, max: 20 }),
      maxDelayTarget: fc.integer({ min: 20, max: 100 }),
      growing: fc.integer({ min: 2, max: 30 }),
      backoffFunction: fc.constantFrom<RetryPolicy['backoffFunction']>(
        'linear',
        'arithmetic',
        'geometric',
        'exponential',
      ),
    });
    fc.assert(
      fc.property(anyPolicy, ({ growing, ...some }) => {
        const delays = retryDelays({ ...DEFAULT_RETRY, ...some, numRetries: growing });
        const near = (a: number | undefined, b: number) => assert.ok(Math.abs((a ?? Number.NaN) - b) < 1e-9);
        near(delays[0], some.minDelayTarget);
        near(delays.at(-1), some.maxDelayTarget);
        assert.deepEqual(
          delays,
          [...delays].sort((a, b) => a - b),
        );
      }),
    );
  });

  it('of a subscription win over those of its topic, unless the topic forbids it', () => {
    const own = JSON.stringify({ healthyRetryPolicy: { numRetries: 1, minDelayTarget: 5, maxDelayTarget: 5 } });
    assert.deepEqual(retryDelays(effectivePolicy(topic({ numRetries: 2 }), own).retry), [5]);
    const firm = topic({ numRetries: 2 }, { disableSubscriptionOverrides: true });
    assert.deepEqual(retryDelays(effectivePolicy(firm, own).retry), [20, 20]);
  });

  it('may set the pace and the content type', () => {
    const policy = effectivePolicy(
      topic(
        {},
        {
          defaultThrottlePolicy: { maxReceivesPerSecond: 5 },
          defaultRequestPolicy: { headerContentType: 'application/json' },
        },
      ),
      undefined,
    );
    assert.deepEqual([policy.maxReceivesPerSecond, policy.contentType], [5, 'application/json']);
  });

  it('are refused when AWS would refuse them', () => {
    const wrong = [
      'x',
      '[]',
      '{"https":{}}',
      '{"http":{"strange":1}}',
      topic({ numRetries: 101 }),
      topic({ numRetries: -1 }),
      topic({ numRetries: 1.5 }),
      topic({ minDelayTarget: 0 }),
      topic({ minDelayTarget: 30 }),
      topic({ numRetries: 2, numNoDelayRetries: 3 }),
      topic({ numRetries: 100, minDelayTarget: 60, maxDelayTarget: 60 }),
      topic({ backoffFunction: 'wild' }),
      topic({ constructor: 1 }),
      topic({}, { defaultRequestPolicy: { headerContentType: 'image/png' } }),
    ];
    for (const text of wrong) assert.equal(typeof topicPolicyProblem(text), 'string', text);
    assert.equal(topicPolicyProblem(topic({ numRetries: 100, minDelayTarget: 20, maxDelayTarget: 30 })), undefined);
    assert.equal(typeof subscriptionPolicyProblem(topic({})), 'string');
  });
});
