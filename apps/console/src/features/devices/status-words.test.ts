import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STATUS_REASONS } from '@thingdock/api';
import { reasonSentence, statusLine } from './status-words.ts';

const now = Date.parse('2026-03-04T13:00:00.000Z');

describe('the status line of a device', () => {
  it('says since when, and when it was last heard', () => {
    const device = {
      status: 'connected' as const,
      since: '2026-03-01T12:00:00.000Z',
      lastSeenAt: '2026-03-04T12:59:48.000Z',
    };
    assert.equal(statusLine(device, now), 'Connected for 3 days; last heard 12 s ago.');
  });

  it('claims no more than is known', () => {
    assert.equal(statusLine({ status: 'unknown', since: null, lastSeenAt: null }, now), 'Unknown.');
  });

  it('has a sentence for every reason', () => {
    for (const reason of STATUS_REASONS) assert.match(reasonSentence(reason) ?? '', /^[A-Z].*\.$/);
    assert.equal(reasonSentence(null), undefined);
  });
});
