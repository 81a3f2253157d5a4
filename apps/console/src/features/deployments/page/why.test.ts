import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Target } from '@thingdock/api';
import { sample } from '@thingdock/api/testing';
import { whyNotYet } from './why.ts';

const now = Date.parse('2026-03-04T13:00:00.000Z');
const why = (over: Partial<Target>) =>
  whyNotYet(sample.target({ deadlineAt: '2026-03-11T12:59:00.000Z', ...over }), now);

describe('why a device has not got a deployment yet', () => {
  it('is that it is offline, and until when it may come', () => {
    assert.match(
      why({
        state: 'pending',
        waitsFor: 'offline',
        message: 'Offline; waiting for it until 2026-03-11T12:59:00.000Z.',
      }),
      /^Offline; waiting for it until .*11.*2026.*\.$/,
    );
    assert.match(
      why({ state: 'pending', waitsFor: 'offline' }),
      /^It is offline; it gets it when it connects\. Waited/,
    );
  });

  it('is what it waits for', () => {
    assert.equal(why({ state: 'pending', waitsFor: 'later_phase', phase: 2 }), 'It waits for phase 2.');
    assert.equal(why({ state: 'pending', waitsFor: 'retry', attempt: 1 }), 'It failed and is tried again (attempt 2).');
  });

  it('is what the device says, when it says something', () => {
    assert.equal(
      why({ state: 'pending', message: 'Waiting for the end of the shift' }),
      'Waiting for the end of the shift.',
    );
    assert.match(why({ state: 'deploying' }), /at work/);
  });

  it('is its reason once it has failed', () => {
    assert.equal(why({ state: 'failed', message: 'npm could not install x' }), 'npm could not install x');
    assert.equal(why({ state: 'overridden', message: 'A newer one took its place' }), 'A newer one took its place.');
    assert.equal(why({ state: 'cancelled', message: null }), '');
  });

  it('is nothing when it is deployed', () => {
    assert.equal(why({ state: 'deployed', message: 'ok' }), '');
  });
});
