import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEVICE_STATUSES, STATUS_REASONS, type Transition } from '@thingdock/api';
import fc from 'fast-check';
import { spanAt, spansOf, ticksOf } from './spans.ts';

const DAY = 86_400_000;
const FROM = Date.parse('2026-03-01T00:00:00.000Z');
const period = { from: new Date(FROM).toISOString(), to: new Date(FROM + DAY).toISOString() };

const transition = (at: number, over: Partial<Transition> = {}): Transition => ({
  at: new Date(FROM + at).toISOString(),
  status: 'connected',
  reason: null,
  source: 'push',
  shadowVersion: 1,
  shadowTime: null,
  messageId: null,
  ...over,
});

const any = fc
  .record({
    at: fc.integer({ min: 0, max: DAY }),
    status: fc.constantFrom(...DEVICE_STATUSES),
    reason: fc.constantFrom(null, ...STATUS_REASONS),
  })
  .map(({ at, status, reason }) => transition(at, { status, reason }));

describe('a timeline as spans', () => {
  it('covers its period from begin to end, without gap or overlap', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), fc.option(any), (list, before) => {
        const transitions = list.sort((a, b) => a.at.localeCompare(b.at));
        const spans = spansOf({ ...period, before, transitions });
        assert.equal(spans[0]?.from, FROM);
        assert.equal(spans.at(-1)?.to, FROM + DAY);
        for (const [index, { to }] of spans.entries()) assert.equal(spans[index + 1]?.from ?? FROM + DAY, to);
        for (const [index, { from, to }] of spans.entries()) assert.equal(spanAt(spans, (from + to) / 2), index);
      }),
    );
  });

  it('says nothing of the time before anything was known', () => {
    const [first, second] = spansOf({ ...period, before: null, transitions: [transition(DAY / 2)] });
    assert.deepEqual([first?.look, first?.transition], ['unknown', null]);
    assert.equal(second?.look, 'connected');
  });

  it('draws monitoring that was off as itself, not as unknown', () => {
    const off = transition(0, { status: 'unknown', reason: 'monitoring_off' });
    assert.deepEqual(
      spansOf({ ...period, before: null, transitions: [off] }).map(({ look }) => look),
      ['off'],
    );
  });

  it('has a handful of times below it, whatever its length', () => {
    for (const [days, most] of [
      [1, 7],
      [7, 8],
      [30, 7],
    ] as const) {
      const ticks = ticksOf(FROM, FROM + days * DAY);
      assert.ok(ticks.length >= 5 && ticks.length <= most, `${days} days: ${ticks.length}`);
      for (const tick of ticks) assert.ok(tick >= FROM && tick < FROM + days * DAY);
    }
  });
});
