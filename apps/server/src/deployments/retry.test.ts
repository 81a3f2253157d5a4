import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { retryAfterMs, retryHelps } from './retry.ts';

describe('another attempt', () => {
  it('helps where something on the way failed', () => {
    for (const message of [
      'Failed to acquire asset: ETIMEDOUT',
      'the download was answered 503',
      'network is unreachable',
      'connect ECONNREFUSED 10.0.0.1:443',
    ])
      assert.equal(retryHelps(message), true, message);
  });

  it('does not help where the same would be found again, or nothing is said', () => {
    for (const message of [
      'Failed to verify asset: File integrity mismatch: expected:AAAA, calculated:2n74',
      'Failed to execute post-deploy hook: timed out',
      'deploy cancel',
      'Too many update attempts',
      'npm error code E404: not found in the registry',
      null,
    ])
      assert.equal(retryHelps(message), false, String(message));
  });

  it('comes after 30 s, then later and later up to 15 minutes', () => {
    assert.deepEqual([1, 2, 3, 9].map(retryAfterMs), [30_000, 60_000, 120_000, 900_000]);
  });
});
