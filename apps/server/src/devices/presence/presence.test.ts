import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type DeviceState, UNSEEN } from '../reduce.ts';
import { believe } from './believe.ts';
import { noteVisit, sharedBy, type Visit, WINDOW_MS } from './sharing.ts';
import { type PresenceEvent, type Witness, witness } from './witness.ts';

const T0 = Date.UTC(2026, 0, 1);
const event = (part: Partial<PresenceEvent>): PresenceEvent => ({
  ...{ thingName: 'pump', connected: true, session: 's1', version: 1, at: T0, address: '192.0.2.1', end: null },
  ...part,
});
const end = (part: Partial<PresenceEvent>): PresenceEvent =>
  event({ connected: false, address: null, end: 'lost', ...part });

/** Both events of each connection of a client id, in the order in which they happened; the last one may last. */
const history = fc
  .record({
    gaps: fc.array(
      fc.record({ lasted: fc.integer({ min: 10, max: 200_000 }), away: fc.integer({ min: 0, max: 60_000 }) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    ),
    lasts: fc.boolean(),
    ousted: fc.boolean(),
  })
  .map(({ gaps, lasts, ousted }) => {
    const events: PresenceEvent[] = [];
    let at = T0;
    gaps.forEach(({ lasted, away }, version) => {
      const mine = { session: `s${version}`, version };
      events.push(event({ ...mine, at, address: `192.0.2.${version % 2}` }));
      at += lasted;
      const last = version === gaps.length - 1;
      if (!last || !lasts) events.push(end({ ...mine, at, end: ousted ? 'ousted' : 'lost' }));
      at += away;
    });
    return events;
  });
const shuffled = history.chain((events) =>
  fc.record({
    events: fc.constant(events),
    // Some twice, all in any order.
    arrived: fc
      .subarray(events)
      .chain((twice) => fc.shuffledSubarray([...events, ...twice], { minLength: events.length + twice.length })),
  }),
);
const newest = (events: readonly PresenceEvent[]) => events.reduce<Witness | null>(witness, null);

describe('AWS’s word on a client id', () => {
  it('ends the same, however often and in whatever order it arrives', () => {
    fc.assert(
      fc.property(shuffled, ({ events, arrived }) => {
        const truth = events.at(-1);
        const { session, connected } = newest(arrived) ?? {};
        assert.deepEqual([session, connected], [truth?.session, truth?.connected]);
      }),
    );
  });

  it('begins to count anew after an hour', () => {
    const known = newest([event({ version: 7 }), end({ version: 7, at: T0 + 1_000 })]);
    const back = event({ session: 's9', version: 0, at: T0 + 3_700_000 });
    assert.equal(witness(known, back)?.session, 's9');
    assert.equal(witness(known, { ...back, at: T0 + 60_000 })?.session, 's1');
  });
});

describe('two devices with one client id', () => {
  const fight = (count: number, addresses: readonly string[], everyMs = 5_000) =>
    Array.from({ length: count }, (_, version) => [
      event({
        session: `s${version}`,
        version,
        at: T0 + version * everyMs,
        address: addresses[version % addresses.length] ?? '',
      }),
      end({ session: `s${version}`, version, at: T0 + (version + 1) * everyMs, end: 'ousted' }),
    ]).flat();
  const visits = (events: readonly PresenceEvent[]) => events.reduce<Visit[]>(noteVisit, []);

  it('are told apart from one that reconnects: more than three takeovers in five minutes, from two addresses', () => {
    assert.equal(sharedBy(visits(fight(3, ['192.0.2.1', '192.0.2.2']))), null);
    assert.deepEqual(sharedBy(visits(fight(4, ['192.0.2.2', '192.0.2.1']))), {
      takeovers: 4,
      addresses: ['192.0.2.1', '192.0.2.2'],
    });
    assert.equal(sharedBy(visits(fight(9, ['192.0.2.1', '192.0.2.2'], WINDOW_MS / 3))), null);
  });

  it('are found behind one address, too, once nothing else explains it', () => {
    assert.equal(sharedBy(visits(fight(6, ['192.0.2.1']))), null);
    assert.equal(sharedBy(visits(fight(7, ['192.0.2.1'])))?.takeovers, 7);
  });

  it('are found whatever the order of the events', () => {
    fc.assert(
      fc.property(shuffled, ({ events, arrived }) => {
        const within = (list: readonly PresenceEvent[]) => list.filter(({ at }) => at < T0 + WINDOW_MS);
        assert.deepEqual(sharedBy(visits(within(arrived))), sharedBy(visits(within(events))));
      }),
    );
  });
});

describe('what AWS’s word makes of the word of a device', () => {
  const online: DeviceState = { ...UNSEEN, status: 'connected', reason: null, since: T0, source: 'push', speaks: true };
  const held = { since: T0 + 5_000, at: { version: 9, timestamp: T0 / 1_000 }, messageId: 'm', until: T0 + 10_000 };

  it('a goodbye that was lost is known by it, and why the connection ended', () => {
    const gone = believe(online, end({ at: T0 + 60_000 }));
    assert.deepEqual([gone.status, gone.reason, gone.source], ['disconnected', 'connection_lost', 'presence']);
    assert.equal(believe(online, end({ at: T0 + 60_000, end: 'clean' })).reason, 'clean_disconnect');
  });

  it('a connection whose place another took is not gone', () => {
    assert.equal(believe(online, end({ at: T0 + 60_000, end: 'ousted' })), online);
  });

  it('a will of an earlier connection is settled by the next one, and a true one by its end', () => {
    const waiting = { ...online, held };
    const back = believe(waiting, event({ at: T0 + 4_900, session: 's2', version: 2 }));
    assert.deepEqual([back.status, back.held, back.flagAt], ['connected', null, held.at]);
    const gone = believe(waiting, end({ at: T0 + 5_000 }));
    assert.deepEqual([gone.status, gone.held, gone.flagAt], ['disconnected', null, held.at]);
  });

  it('a will that was believed too soon is put right', () => {
    const wrong: DeviceState = { ...online, status: 'disconnected', reason: 'connection_lost', since: T0 + 5_000 };
    const right = believe(wrong, event({ at: T0 + 4_000, session: 's2', version: 2 }));
    assert.deepEqual([right.status, right.source, right.since], ['connected', 'presence', T0 + 4_000]);
    const stopped: DeviceState = { ...wrong, reason: 'clean_disconnect', since: T0 + 9_000 };
    assert.equal(believe(stopped, event({ at: T0 + 4_000 })).status, 'disconnected');
  });

  it('an end that is older than the device’s own word changes nothing', () => {
    assert.equal(believe(online, end({ at: T0 - 3_000 })), online);
  });

  it('of a thing whose agent never spoke it says nothing', () => {
    assert.equal(believe(UNSEEN, event({})), UNSEEN);
  });
});
