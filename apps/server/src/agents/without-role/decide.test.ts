import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decideOrder, type OrderFacts } from './decide.ts';

const NOW = 1_000_000_000;
const UNWRITTEN = { since: NOW - 60_000, at: null, takenAt: null, fetchedAt: null };
const facts = (part: Partial<OrderFacts>): OrderFacts => ({
  ...{ now: NOW, connected: true, order: UNWRITTEN, attempts: 1 },
  ...part,
});
const ago = (ms: number): number => NOW - ms;

describe('an order to a device that cannot report', () => {
  it('is written when the device is online, and looked at again when it is not', () => {
    assert.deepEqual(decideOrder(facts({})), { write: 'deploy' });
    assert.deepEqual(decideOrder(facts({ connected: false })), { lookAgainAt: NOW + 600_000 });
  });

  it('is written again with a fresh address before the old one has expired for long', () => {
    const order = { ...UNWRITTEN, at: ago(60_000) };
    assert.deepEqual(decideOrder(facts({ order, attempts: 1 })), { write: 'deploy' });
    assert.deepEqual(decideOrder(facts({ order, attempts: 20 })), { lookAgainAt: ago(60_000) + 540_000 });
  });

  it('has ended well once the flow was fetched and the order acknowledged, or its acknowledgement is lost', () => {
    const fetched = { ...UNWRITTEN, at: ago(5_000), takenAt: null, fetchedAt: ago(4_000) };
    assert.deepEqual(decideOrder(facts({ order: fetched })), { lookAgainAt: ago(4_000) + 30_000 });
    assert.deepEqual(decideOrder(facts({ order: { ...fetched, takenAt: ago(1_000) } })), { end: 'deployed' });
    assert.deepEqual(decideOrder(facts({ order: { ...fetched, fetchedAt: ago(30_000) } })), { end: 'deployed' });
  });

  it('was refused when it was acknowledged and the flow is not fetched', () => {
    const taken = { ...UNWRITTEN, at: ago(130_000), takenAt: ago(120_000) };
    assert.deepEqual(decideOrder(facts({ order: taken })), { end: 'refused' });
    assert.deepEqual(decideOrder(facts({ order: { ...taken, takenAt: ago(1_000) } })), { lookAgainAt: NOW + 119_000 });
  });

  it('is given up when nobody took it for a week, so that it is not written for ever', () => {
    const order = { ...UNWRITTEN, since: ago(7 * 86_400_000), at: ago(600_000) };
    for (const connected of [true, false])
      assert.deepEqual(decideOrder(facts({ order, connected })), { end: 'given_up' });
  });

  it('ends or is looked at again later, whatever is known; and is never written to an absent device', () => {
    const past = fc.option(fc.integer({ min: NOW - 1e7, max: NOW }), { nil: null });
    fc.assert(
      fc.property(
        fc.record({ since: fc.integer({ min: NOW - 1e9, max: NOW }), at: past, takenAt: past, fetchedAt: past }),
        fc.boolean(),
        fc.nat({ max: 100 }),
        (order, connected, attempts) => {
          const decision = decideOrder(facts({ order, connected, attempts }));
          if ('write' in decision) assert.ok(connected);
          if ('lookAgainAt' in decision) assert.ok(decision.lookAgainAt > NOW);
        },
      ),
    );
  });
});
