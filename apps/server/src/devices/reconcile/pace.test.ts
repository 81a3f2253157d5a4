import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { portionOf } from './pace.ts';

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
