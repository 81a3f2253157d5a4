import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isQuiet, portionOf } from './pace.ts';

test('shadows of a fleet are read within the period, spread evenly, as far as the quota goes', () => {
  assert.equal(portionOf(1, { tick: 5, period: 300 }), 1);
  assert.equal(portionOf(10_000, { tick: 5, period: 300 }), 167);
  assert.equal(portionOf(1_000_000, { tick: 5, period: 300 }), 500);
  assert.equal(portionOf(0, { tick: 5, period: 300 }), 0);
  const fleet = fc.integer({ min: 1, max: 30_000 });
  fc.assert(
    fc.property(fleet, fc.integer({ min: 300, max: 86_400 }), (devices, period) => {
      const ticks = Math.ceil(devices / portionOf(devices, { tick: 5, period }));
      assert.ok(ticks * 5 <= period + 5);
    }),
  );
});

test('a device that speaks is not read: what its next message says is newer', () => {
  const now = new Date('2026-01-01T12:00:00Z');
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
  assert.equal(isQuiet(null, now, 300), true);
  assert.equal(isQuiet(ago(149), now, 300), false);
  assert.equal(isQuiet(ago(150), now, 300), true);
  assert.equal(isQuiet(ago(-1), now, 300), true);
});

test('a word that is lost is found after one and a half periods at most, wherever the last one before fell', () => {
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 86_400 }), fc.double({ min: 0, max: 1, noNaN: true }), (period, share) => {
      // It is looked at once in each period, from 0 on; the last word came `share` of a period before a look.
      const heard = new Date(1e12 - share * period * 1_000);
      const looks = [0, 1, 2].map((turn) => new Date(1e12 + turn * period * 1_000));
      const found = looks.find((look) => isQuiet(heard, look, period));
      assert.ok(found && found.getTime() - heard.getTime() <= 1.5 * period * 1_000);
    }),
  );
});
