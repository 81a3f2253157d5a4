import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TARGET_STATES } from '@thingdock/api';
import fc from 'fast-check';
import { barSegments, countsInWords, isFinal, type TargetCounts } from './progress.ts';

describe('the bar of a deployment', () => {
  it('stands in a fixed order, whatever order the counts come in', () => {
    const parts = barSegments({ timed_out: 1, requested: 2, deployed: 9 }).map(({ part, count }) => [part, count]);
    assert.deepEqual(parts, [
      ['deployed', 9],
      ['pending', 2],
      ['failed', 1],
    ]);
  });

  it('shows every target once', () => {
    const counts = fc.dictionary(fc.constantFrom(...TARGET_STATES), fc.integer({ min: 0, max: 10_000 }));
    fc.assert(
      fc.property(counts, (made) => {
        const segments = barSegments(made as TargetCounts);
        const total = Object.values(made).reduce((sum, number) => sum + number, 0);
        assert.equal(
          segments.reduce((sum, { count }) => sum + count, 0),
          total,
        );
        const shares = segments.reduce((sum, { share }) => sum + share, 0);
        assert.ok(total === 0 ? segments.length === 0 : Math.abs(shares - 1) < 1e-9);
      }),
    );
  });

  it('is told in words as well', () => {
    assert.equal(
      countsInWords({ deployed: 9, pending: 1, requested: 1, failed: 1 }),
      '9 deployed, 2 pending, 1 failed',
    );
    assert.equal(countsInWords({}), 'no devices');
    assert.equal(countsInWords({ deployed: 9, cancelled: 1 }, 'stopped'), '9 stopped, 1 not stopped');
  });

  it('knows which targets are through', () => {
    assert.deepEqual(
      TARGET_STATES.filter((state) => !isFinal(state)),
      ['scheduled', 'requested', 'pending', 'deploying'],
    );
  });
});
