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
      agentType: null,
      agentVersion: null,
    };
    assert.equal(statusLine(device, now), 'Connected for 3 days; last heard 12 s ago.');
  });

  it('says how late a loss would be noticed, by the agent', () => {
    const device = { status: 'connected' as const, since: null, lastSeenAt: null, agentVersion: '2.18.2' };
    const line = (agentType: string) => statusLine({ ...device, agentType }, now);
    assert.equal(line('thingdock-agent'), 'Connected; a loss would show within 45 seconds.');
    assert.match(line('enebular-agent'), /within 7 minutes/);
    assert.equal(line('somebody-elses'), 'Connected.');
  });

  it('claims no more than is known', () => {
    const nothing = { since: null, lastSeenAt: null, agentType: null, agentVersion: null };
    assert.equal(statusLine({ status: 'unknown', ...nothing }, now), 'Unknown.');
  });

  it('has a sentence for every reason', () => {
    for (const reason of STATUS_REASONS) assert.match(reasonSentence(reason) ?? '', /^[A-Z].*\.$/);
    assert.equal(reasonSentence(null), undefined);
  });
});
