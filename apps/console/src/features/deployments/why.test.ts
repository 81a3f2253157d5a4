import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Target } from '@thingdock/api';
import { whyNotYet } from './why.ts';

const now = Date.parse('2026-03-04T13:00:00.000Z');
const target = (state: Target['state'], message: string | null = null): Target => ({
  device: 'gw',
  state,
  message,
  requestedAt: '2026-03-04T12:59:00.000Z',
  updatedAt: '2026-03-04T12:59:00.000Z',
  deadlineAt: '2026-03-11T12:59:00.000Z',
});
const offline = { status: 'disconnected' as const, since: '2026-03-04T12:56:00.000Z' };

describe('why a device has not got a deployment yet', () => {
  it('is that it is offline, and until when it may come', () => {
    assert.match(
      whyNotYet(target('requested'), offline, now),
      /^Offline for 4 minutes; gets it when it connects until .*11.*2026\.$/,
    );
  });

  it('is what the device says, when it says something', () => {
    const online = { status: 'connected' as const, since: null };
    assert.equal(
      whyNotYet(target('pending', 'Waiting for the end of the shift'), online, now),
      'Waiting for the end of the shift',
    );
    assert.match(whyNotYet(target('deploying'), online, now), /installing/);
  });

  it('is its reason once it has failed, whatever its status is now', () => {
    assert.equal(
      whyNotYet(target('failed', 'npm could not install node-red-contrib-x'), offline, now),
      'npm could not install node-red-contrib-x',
    );
  });

  it('is nothing when it is deployed', () => {
    assert.equal(whyNotYet(target('deployed', 'ok'), offline, now), '');
  });
});
