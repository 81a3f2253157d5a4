import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FINDING_CODES, type Finding } from '@thingdock/api';
import { healthLine, wayOut } from './health-words.ts';

const now = Date.parse('2026-03-04T13:00:00.000Z');
const finding = (over: Partial<Finding>): Finding => ({
  ...{ code: 'not_checked', severity: 'info', subject: null, text: '', fix: null, repairable: false },
  ...over,
});

describe('the health of a connection', () => {
  it('says for how long, and when it was looked at', () => {
    const times = { since: '2026-03-04T12:55:30.000Z', checkedAt: '2026-03-04T12:59:48.000Z' };
    const health = { state: 'broken' as const, ...times, findings: [], probeLatencyMs: null };
    assert.equal(healthLine(health, now), 'Broken for 4 minutes; looked at 12 s ago.');
    const unseen = { ...health, state: 'unknown' as const, since: null, checkedAt: null };
    assert.equal(healthLine(unseen, now), 'Not looked at yet.');
  });

  it('leads to the repair for what a repair puts right, and to a new key for what only that mends', () => {
    for (const code of FINDING_CODES) assert.equal(wayOut(finding({ code, repairable: true })), 'repair');
    assert.equal(wayOut(finding({ code: 'key_refused' })), 'rotate');
    assert.equal(wayOut(finding({ code: 'key_old' })), 'rotate');
    assert.equal(wayOut(finding({ code: 'role_too_wide' })), undefined);
  });
});
