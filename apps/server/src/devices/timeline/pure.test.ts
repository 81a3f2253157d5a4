import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Kept, withBlindPeriods } from './blind.ts';
import { type Change, FLAPPING, flappingAt } from './flapping.ts';
import { timesOf, uptimeOf } from './uptime.ts';

const status = fc.constantFrom('connected' as const, 'disconnected' as const, 'unknown' as const);
const changes = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: 1_000 }), status }))
  .map((list) => list.sort((a, b) => a.at - b.at));

describe('the uptime of a device', () => {
  it('shares a period out without rest, whatever happened before and after it', () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 500 }), (list, from, length) => {
        const period = { from, to: from + length };
        const { connected, disconnected, unknown } = timesOf(list, period);
        assert.equal(connected + disconnected + unknown, length);
        assert.ok(Math.min(connected, disconnected, unknown) >= 0);
        const share = uptimeOf(list, period);
        assert.ok(Math.abs(share.known - (connected + disconnected) / length) < 1e-9);
        if (connected + disconnected === 0) assert.equal(share.connected, null);
        else assert.ok(Math.abs((share.connected ?? -1) - connected / (connected + disconnected)) < 1e-9);
      }),
    );
  });

  it('is what looking at every moment would find', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const shown = (at: number) => list.findLast((change) => change.at <= at)?.status ?? 'unknown';
        const moments = Array.from({ length: 1_000 }, (_, at) => shown(at));
        const { connected, disconnected } = timesOf(list, { from: 0, to: 1_000 });
        assert.equal(connected, moments.filter((it) => it === 'connected').length);
        assert.equal(disconnected, moments.filter((it) => it === 'disconnected').length);
      }),
    );
  });

  it('takes time that nobody can tell of for no downtime', () => {
    const list: Change[] = [
      { at: 0, status: 'connected' },
      { at: 10, status: 'unknown' },
      { at: 90, status: 'disconnected' },
    ];
    assert.deepEqual(uptimeOf(list, { from: 0, to: 100 }), { connected: 0.5, known: 0.2 });
    assert.deepEqual(uptimeOf([], { from: 0, to: 100 }), { connected: null, known: 0 });
  });
});

describe('flapping', () => {
  const minute = 60_000;
  const every = (ms: number, count: number): Change[] =>
    Array.from({ length: count }, (_, index) => ({ at: index * ms, status: index % 2 ? 'disconnected' : 'connected' }));

  it('begins with the fifth change in ten minutes, and ends by itself', () => {
    assert.equal(flappingAt(every(minute, 4), 5 * minute), null);
    assert.deepEqual(flappingAt(every(minute, 5), 5 * minute), { changes: 5, minutes: 10, since: 0 });
    assert.deepEqual(flappingAt(every(minute, 7), 8 * minute), { changes: 7, minutes: 10, since: 0 });
    assert.equal(flappingAt(every(minute, 5), 11 * minute), null);
  });

  it('counts no change that the device did not make', () => {
    const unknown = every(minute, 9).map(({ at }) => ({ at, status: 'unknown' as const }));
    assert.equal(flappingAt(unknown, 9 * minute), null);
  });

  it('is told of in no other order and from nothing but the last ten minutes', () => {
    const anywhere = fc.array(fc.record({ at: fc.integer({ min: 0, max: 60 * minute }), status }));
    fc.assert(
      fc.property(anywhere, (list) => {
        const now = 45 * minute;
        const found = flappingAt(list, now);
        assert.deepEqual(flappingAt(list.toReversed(), now), found);
        const counted = list.filter((it) => it.status !== 'unknown' && it.at <= now && it.at > now - 10 * minute);
        assert.equal(found !== null, counted.length >= FLAPPING.changes);
      }),
    );
  });
});

describe('times in which a connection was blind', () => {
  const kept = (at: number, of: Kept['status'], reason: Kept['reason'] = null): Kept => ({ at, status: of, reason });
  const shown = (list: readonly Kept[], from: number, to: number | null) =>
    withBlindPeriods(list, [{ from, to, reason: 'path_broken' }], (at, begin) =>
      'again' in begin ? { ...begin.again, at } : { at, status: 'unknown', reason: begin.blind },
    ).map(({ at, status: word, reason }) => `${at} ${reason ?? word}`);

  it('hide what was kept meanwhile, and end with what was kept last', () => {
    const list = [kept(0, 'connected'), kept(20, 'disconnected', 'connection_lost'), kept(40, 'connected')];
    assert.deepEqual(shown(list, 10, 30), ['0 connected', '10 path_broken', '30 connection_lost', '40 connected']);
    assert.deepEqual(shown(list, 10, null), ['0 connected', '10 path_broken']);
  });

  it('say nothing of a device that is gone, not registered, or not monitored', () => {
    const gone = [kept(0, 'connected'), kept(5, 'unknown', 'gone')];
    assert.deepEqual(shown(gone, 10, 30), ['0 connected', '5 gone']);
    const meanwhile = [kept(0, 'connected'), kept(15, 'unknown', 'monitoring_off'), kept(20, 'connected')];
    assert.deepEqual(shown(meanwhile, 10, 30), [
      '0 connected',
      '10 path_broken',
      '15 monitoring_off',
      '20 path_broken',
      '30 connected',
    ]);
  });

  it('show, at every moment, what the list of devices showed then', () => {
    const reason = fc.constantFrom(null, 'gone' as const, 'connection_lost' as const);
    const history = fc
      .uniqueArray(fc.record({ at: fc.integer({ min: 0, max: 60 }), status, reason }), { selector: ({ at }) => at })
      .map((list) => list.sort((a, b) => a.at - b.at));
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 40 }), (list, from, length) => {
        const to = from + length;
        const entries = withBlindPeriods<Kept>(list, [{ from, to, reason: 'path_broken' }], (at, begin) =>
          'again' in begin ? { ...begin.again, at } : { at, status: 'unknown', reason: begin.blind },
        );
        for (let at = 0; at <= 80; at += 1) {
          const raw = list.findLast((it) => it.at <= at);
          const blind = raw !== undefined && at >= from && at < to && raw.reason !== 'gone';
          const now = entries.findLast((it) => it.at <= at);
          assert.equal(now?.reason, blind ? 'path_broken' : raw?.reason, `at ${at}`);
        }
      }),
    );
  });
});
