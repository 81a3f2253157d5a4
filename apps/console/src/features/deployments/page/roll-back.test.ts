import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backLines } from './roll-back.ts';

describe('a roll back', () => {
  it('is told by what devices go back to, and who is left alone', () => {
    const changes = [
      { to: 'line-monitor version 3', devices: 80 },
      { to: null, devices: 1 },
    ];
    assert.deepEqual(backLines({ devices: 81, newer: 2, cancelled: 1, changes }), {
      goes: ['80 devices: line-monitor version 3', '1 device: nothing, as before'],
      stays: ['2 devices: something newer was deployed since', '1 device: cancelled, so back already'],
    });
  });

  it('sums up where there are too many ways to name', () => {
    const changes = Array.from({ length: 9 }, (_, index) => ({ to: `old version ${index + 1}`, devices: 1 }));
    const { goes, stays } = backLines({ devices: 9, newer: 0, cancelled: 0, changes });
    assert.deepEqual([goes.length, goes.at(-1), stays], [7, '3 devices: other versions', []]);
  });
});
