import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AgentRow } from './tables.ts';
import { afterWritten, type Written } from './written.ts';

const at = new Date(1_000);
const deadline = new Date(11_000);
const agent = {
  ...{ auth_state: 'req-1', auth_nonce: 'of-the-first-start', auth_deadline: deadline },
  ...{
    attempts: 2,
    asked_at: null,
    triggered_at: at,
    triggers: 1,
    told_licence: null,
    told_until: null,
    order_at: null,
  },
} as unknown as AgentRow;
const answer = (nonce: string): Written => ({
  ...{ kind: 'auth', at, uid: null, asks: false },
  answered: { nonce, licence: 'l1', until: 90_000 },
});

describe('an answer to an auth request, once it lies in the slot', () => {
  it('ends the request, and what the device was told before', () => {
    const after = afterWritten(agent, answer('of-the-first-start'));
    assert.deepEqual([after.auth_state, after.auth_nonce, after.auth_deadline], [null, null, null]);
    assert.deepEqual([after.told_licence, after.told_until, after.triggers], ['l1', new Date(90_000), 0]);
    assert.deepEqual([after.slot_kind, after.slot_at, after.attempts, after.asked_at], ['auth', at, 3, null]);
  });

  it('leaves the request of an agent that started anew meanwhile, which counts its requests from one again', () => {
    const anew = { ...agent, auth_nonce: 'of-the-second-start' };
    const after = afterWritten(anew, answer('of-the-first-start'));
    assert.deepEqual([after.auth_state, after.auth_nonce], ['req-1', 'of-the-second-start']);
    assert.equal(after.auth_deadline, deadline);
  });
});

describe('a message that asks for a sign of life', () => {
  it('counts from the first that was not answered', () => {
    const once = afterWritten(agent, { kind: 'refresh', at, uid: 3, answered: null, asks: true });
    const twice = afterWritten(once, { kind: 'refresh', at: new Date(5_000), uid: 3, answered: null, asks: true });
    assert.deepEqual([twice.asked_at, twice.attempts, twice.slot_uid, twice.slot_at], [at, 4, 3, new Date(5_000)]);
  });
});
