import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { backoffMs } from './backoff.ts';
import { decideSlot, HOLD_MS, type SlotFacts, type SlotKind } from './slot.ts';
import { RENEW_BEFORE_MS } from './trigger.ts';

const NOW = 1_000_000_000;
const facts = (part: Partial<SlotFacts>): SlotFacts => ({
  now: NOW,
  connected: true,
  since: NOW - 60_000,
  eligible: true,
  heardAt: NOW - 30_000,
  heardHere: true,
  desiredUid: null,
  fetchedUid: null,
  fetchedAt: null,
  authDeadline: null,
  licence: null,
  told: null,
  triggered: null,
  slot: null,
  attempts: 0,
  askedAt: null,
  answers: true,
  ...part,
});
const slot = (kind: SlotKind, ageMs: number, uid: number | null = null, settled = false) => ({
  kind,
  at: NOW - ageMs,
  uid,
  settled,
});
const nothing = { lookAgainAt: null };
const strange = { heardAt: null, heardHere: false };

describe('a device that was never heard', () => {
  it('is registered when an agent was seen in its shadow or somebody deploys to it, and it is online', () => {
    assert.deepEqual(decideSlot(facts(strange)), { write: 'register' });
    assert.deepEqual(decideSlot(facts({ ...strange, eligible: false })), nothing);
    assert.deepEqual(decideSlot(facts({ ...strange, connected: false })), nothing);
  });

  it('is asked again after a while that grows, and at once when it comes back', () => {
    const asked = { ...strange, attempts: 2 };
    const dueAt = NOW - 20_000 + backoffMs(2);
    assert.deepEqual(decideSlot(facts({ ...asked, slot: slot('register', 20_000) })), { lookAgainAt: dueAt });
    assert.deepEqual(decideSlot(facts({ ...asked, slot: slot('register', 30_000) })), { write: 'register' });
    const back = { ...asked, slot: slot('register', 5_000), since: NOW - 1_000 };
    assert.deepEqual(decideSlot(facts(back)), { write: 'register' });
    assert.equal(backoffMs(50), 3_600_000);
  });
});

describe('a device that knows us', () => {
  it('is told once when there is something new to fetch', () => {
    const order = { desiredUid: 4, fetchedUid: 3, fetchedAt: NOW - 1_000 };
    assert.deepEqual(decideSlot(facts(order)), { write: 'refresh' });
    assert.deepEqual(decideSlot(facts({ ...order, slot: slot('refresh', 100, 3) })), { write: 'refresh' });
    const told = facts({ ...order, slot: slot('refresh', 100, 4), attempts: 1 });
    assert.deepEqual(decideSlot(told), { lookAgainAt: NOW - 100 + backoffMs(1) });
    assert.deepEqual(decideSlot(facts({ ...order, fetchedUid: 4 })), nothing);
  });

  it('finds the message in its shadow when it was away, and is told anew when it comes back', () => {
    const away = { connected: false, desiredUid: 1, attempts: 1 };
    assert.deepEqual(decideSlot(facts(away)), { write: 'refresh' });
    assert.deepEqual(decideSlot(facts({ ...away, slot: slot('refresh', 90_000, 1) })), nothing);
    const back = { ...away, connected: true, since: NOW - 500, slot: slot('refresh', 90_000, 1) };
    assert.deepEqual(decideSlot(facts(back)), { write: 'refresh' });
  });

  it('is told after it came back although it had fetched everything, since what was sent meanwhile may be lost', () => {
    const back = { desiredUid: 2, fetchedUid: 2, fetchedAt: NOW - 90_000, since: NOW - 500 };
    assert.deepEqual(decideSlot(facts(back)), { write: 'refresh' });
    assert.deepEqual(decideSlot(facts({ ...back, fetchedAt: NOW - 700 })), nothing);
  });

  it('is asked for a sign of life when it is known from an earlier connection, whatever its slot still holds', () => {
    assert.deepEqual(decideSlot(facts({ heardHere: false })), { write: 'refresh' });
    const fetched = { desiredUid: 2, fetchedUid: 2, fetchedAt: NOW - 1_000, heardHere: false };
    assert.deepEqual(decideSlot(facts({ ...fetched, slot: slot('refresh', 5_000, 2) })), { write: 'refresh' });
    const asked = facts({ ...fetched, slot: slot('refresh', 5_000, 2), attempts: 1 });
    assert.deepEqual(decideSlot(asked), { lookAgainAt: NOW - 5_000 + backoffMs(1) });
  });

  it('is told of a new order at once although its registration was just repeated', () => {
    const order = { desiredUid: 4, fetchedUid: 3, fetchedAt: NOW, attempts: 3 };
    assert.deepEqual(decideSlot(facts({ ...order, slot: slot('register', 100, 3) })), { write: 'refresh' });
  });

  it('is asked both ways in turn when it stays silent, since it may have lost its registration', () => {
    const silent = { desiredUid: 4, fetchedUid: 3, fetchedAt: NOW };
    const after = (kind: SlotKind, attempts: number) =>
      decideSlot(facts({ ...silent, attempts, slot: slot(kind, 3_600_000, 4) }));
    assert.deepEqual(after('refresh', 1), { write: 'refresh' });
    assert.deepEqual(after('refresh', 2), { write: 'register' });
    assert.deepEqual(after('register', 3), { write: 'refresh' });
  });
});

describe('the answer to an auth request', () => {
  const asked = { authDeadline: NOW + 8_000 };

  it('comes before everything else', () => {
    for (const part of [strange, { desiredUid: 4 }, { slot: slot('register', 10) }, { slot: slot('refresh', 10, 1) }])
      assert.deepEqual(decideSlot(facts({ ...asked, ...part })), { write: 'auth' });
  });

  it('waits for the news that the device is online', () => {
    assert.deepEqual(decideSlot(facts({ ...asked, connected: false })), { lookAgainAt: NOW + 8_000 });
  });

  it('gives way to the word to ask again when it is too late, whatever token the device had before', () => {
    const told = { licence: 'l1', told: { licence: 'l1', until: NOW + 20 * 3_600_000 } };
    for (const part of [{}, told]) {
      const late = { ...part, authDeadline: NOW };
      assert.deepEqual(decideSlot(facts({ ...late, connected: false })), nothing);
      assert.deepEqual(decideSlot(facts(late)), { write: 'trigger' });
      const again = { ...late, triggered: { at: NOW, times: 1 } };
      assert.deepEqual(decideSlot(facts(again)), { lookAgainAt: NOW + backoffMs(1) });
    }
  });

  it('is left alone until the device has taken it or its time is over, then covered', () => {
    const order = { desiredUid: 4 };
    assert.deepEqual(decideSlot(facts({ ...order, slot: slot('auth', 10) })), { lookAgainAt: NOW - 10 + HOLD_MS });
    assert.deepEqual(decideSlot(facts({ slot: slot('auth', HOLD_MS) })), { write: 'refresh' });
    assert.deepEqual(decideSlot(facts({ slot: slot('auth', 900, null, true) })), { write: 'refresh' });
    assert.deepEqual(decideSlot(facts({ slot: slot('auth', HOLD_MS), connected: false })), { write: 'refresh' });
  });
});

describe('a device whose token does not fit its licence', () => {
  const soon = { told: { licence: 'l1', until: NOW + 3_600_000 } };
  const fits = { licence: 'l1', told: { licence: 'l1', until: NOW + 20 * 3_600_000 } };

  it('is told to authenticate when it was given a licence, lost it, or has another one', () => {
    const without = { told: { licence: null, until: NOW } };
    assert.deepEqual(decideSlot(facts({ ...without, licence: 'l1' })), { write: 'trigger' });
    assert.deepEqual(decideSlot(facts({ ...fits, licence: null })), { write: 'trigger' });
    assert.deepEqual(decideSlot(facts({ ...fits, licence: 'l2' })), { write: 'trigger' });
    assert.deepEqual(decideSlot(facts({ ...fits, licence: null, connected: false })), nothing);
    assert.deepEqual(decideSlot(facts(without)), nothing);
  });

  it('is told before its token ends, and not again at once', () => {
    assert.deepEqual(decideSlot(facts(fits)), { lookAgainAt: fits.told.until - RENEW_BEFORE_MS });
    assert.deepEqual(decideSlot(facts({ ...soon, licence: 'l1' })), { write: 'trigger' });
    const asked = { ...soon, licence: 'l1', triggered: { at: NOW - 10_000, times: 1 } };
    assert.deepEqual(decideSlot(facts(asked)), { lookAgainAt: NOW - 10_000 + backoffMs(1) });
    assert.deepEqual(decideSlot(facts({ ...asked, since: NOW - 5_000 })), { write: 'trigger' });
  });

  it('has a moment to authenticate by itself after it connected or was registered', () => {
    const first = { licence: 'l1', since: NOW - 2_000 };
    assert.deepEqual(decideSlot(facts(first)), { lookAgainAt: NOW + 13_000 });
    const registered = { licence: 'l1', slot: slot('register', 1_000) };
    assert.deepEqual(decideSlot(facts(registered)), { lookAgainAt: NOW + 14_000 });
    assert.deepEqual(decideSlot(facts({ licence: 'l1' })), { write: 'trigger' });
  });

  it('sees that word before an order takes its place', () => {
    const told = { licence: 'l1', told: { licence: null, until: NOW }, triggered: { at: NOW - 1_000, times: 1 } };
    const both = { ...told, slot: slot('trigger', 1_000), desiredUid: 4, fetchedUid: 3, askedAt: NOW - 1_000 };
    assert.deepEqual(decideSlot(facts(both)), { lookAgainAt: NOW + 2_000 });
    assert.deepEqual(decideSlot(facts({ ...both, slot: slot('trigger', 3_000) })), { write: 'refresh' });
  });
});

describe('a device that owes an answer', () => {
  it('is asked again even though there is nothing to fetch, unless its agent cannot answer', () => {
    const owing = { slot: slot('refresh', 20_000), attempts: 1, askedAt: NOW - 20_000 };
    assert.deepEqual(decideSlot(facts(owing)), { write: 'refresh' });
    assert.deepEqual(decideSlot(facts({ ...owing, slot: slot('refresh', 5_000) })), { lookAgainAt: NOW + 10_000 });
    assert.deepEqual(decideSlot(facts({ ...owing, answers: false })), nothing);
    assert.deepEqual(decideSlot(facts({ ...owing, connected: false })), nothing);
  });
});

/** What can happen to a device and its slot. */
type Happening = 'order' | 'licence' | 'connect' | 'disconnect' | 'auth' | 'act' | 'lose' | 'wait' | 'look';
const HAPPENINGS: Happening[] = ['order', 'licence', 'connect', 'disconnect', 'auth', 'act', 'lose', 'wait', 'look'];

/** A device with its slot: the writer decides, the device acts on what the slot holds, messages get lost. */
function world() {
  let state = facts({ ...strange, connected: false, now: NOW });
  const written: SlotKind[] = [];
  let lookAt: number | null = null;
  const change = (part: Partial<SlotFacts>) => {
    state = { ...state, ...part };
  };

  function look(): void {
    for (let turn = 0; ; turn += 1) {
      assert.ok(turn < 5, 'the writer does not come to an end');
      const decision = decideSlot(state);
      if ('lookAgainAt' in decision) {
        assert.ok(decision.lookAgainAt === null || decision.lookAgainAt > state.now, 'asks to look in the past');
        lookAt = decision.lookAgainAt;
        return;
      }
      const uid = decision.write === 'auth' ? null : state.desiredUid;
      written.push(decision.write);
      const attempts = state.attempts + 1;
      change({ slot: { kind: decision.write, at: state.now, uid, settled: false }, attempts });
      if (decision.write === 'auth') answered();
      else change({ askedAt: state.askedAt ?? state.now });
      if (decision.write === 'trigger')
        change({ triggered: { at: state.now, times: (state.triggered?.times ?? 0) + 1 } });
    }
  }

  const answered = () =>
    change({
      authDeadline: null,
      told: { licence: state.licence, until: state.now + 86_400_000 },
      triggered: null,
    });
  const heard = () => ({ heardAt: state.now, heardHere: true, attempts: 0, askedAt: null });
  const asks = () => change({ ...heard(), authDeadline: state.now + HOLD_MS });

  /** The device acts on the message. `register` makes it fetch its trees, unless it is registered; `refresh` if it is. */
  function act(): void {
    const { connected, slot: held, heardAt, now, desiredUid } = state;
    if (!connected || !held) return;
    if (held.kind === 'auth') change({ slot: { ...held, settled: true } });
    else if (held.kind === 'trigger') asks();
    else if ((held.kind === 'register') === (heardAt === null))
      change({ ...heard(), fetchedUid: desiredUid, fetchedAt: now });
  }

  const steps: Record<Happening, () => void> = {
    order: () => change({ desiredUid: (state.desiredUid ?? 0) + 1 }),
    licence: () => change({ licence: state.licence === null ? `l${state.now}` : null }),
    connect: () => change({ connected: true, since: state.now }),
    disconnect: () => change({ connected: false, since: state.now }),
    auth: asks,
    act,
    lose: () => {},
    wait: () => change({ now: state.now + 7_000 }),
    look: () => {},
  };

  return {
    step(happening: Happening) {
      change({ now: state.now + 100 });
      steps[happening]();
      look();
    },
    /** Time passes, and the writer looks when it said that it would. */
    pass(ms: number) {
      const end = state.now + ms;
      while (lookAt !== null && lookAt <= end) {
        change({ now: Math.max(lookAt, state.now) });
        look();
      }
      change({ now: end });
      look();
    },
    get state() {
      return state;
    },
    written,
  };
}

describe('whatever happens to the slot', () => {
  const happenings = fc.array(fc.constantFrom(...HAPPENINGS), { maxLength: 40 });

  it('a device that comes online and acts ends with the newest desired state', () => {
    fc.assert(
      fc.property(happenings, (before) => {
        const it = world();
        for (const happening of before) it.step(happening);
        it.step('order');
        it.step('connect');
        for (let round = 0; round < 12 && it.state.fetchedUid !== it.state.desiredUid; round += 1) {
          it.step('act');
          it.pass(20_000);
        }
        assert.equal(it.state.fetchedUid, it.state.desiredUid);
      }),
    );
  });

  it('a device that comes online and acts ends with the token that its licence allows, and keeps it fresh', () => {
    fc.assert(
      fc.property(happenings, (before) => {
        const it = world();
        for (const happening of before) it.step(happening);
        it.step('connect');
        const fits = () =>
          it.state.authDeadline === null &&
          (it.state.told
            ? it.state.told.licence === it.state.licence && (!it.state.licence || it.state.told.until > it.state.now)
            : it.state.licence === null);
        for (let round = 0; round < 20; round += 1) {
          it.step('act');
          it.pass(20_000);
        }
        assert.ok(fits(), JSON.stringify(it.state));
        for (let hour = 0; hour < 30; hour += 1) {
          it.pass(3_600_000);
          it.step('act');
          assert.ok(fits(), `after ${hour} hours: ${JSON.stringify(it.state)}`);
        }
      }),
    );
  });

  it('a token is covered within its time', () => {
    fc.assert(
      fc.property(happenings, (before) => {
        const it = world();
        for (const happening of before) it.step(happening);
        it.pass(HOLD_MS + 1);
        it.pass(HOLD_MS + 1);
        assert.notEqual(it.state.slot?.kind, 'auth');
      }),
    );
  });

  it('a silent device is not flooded: at most three writes for each thing that happens', () => {
    fc.assert(
      fc.property(happenings, (before) => {
        const it = world();
        for (const happening of before) it.step(happening);
        assert.ok(it.written.length <= 3 * before.length + 1);
      }),
    );
  });
});
