import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sample } from '@thingdock/api/testing';
import { isOpen, stillOpen, toggled } from './selection.ts';

describe('targets that are chosen to be cancelled', () => {
  it('are such as have not ended', () => {
    const open = (['scheduled', 'requested', 'pending', 'deploying'] as const).map((state) => isOpen({ state }));
    assert.ok(open.every(Boolean));
    assert.equal(isOpen({ state: 'deployed' }), false);
  });

  it('are chosen no more once they have ended, and those that are not loaded stay', () => {
    const loaded = [
      sample.target({ device: 'd1', state: 'deployed' }),
      sample.target({ device: 'd2', state: 'pending' }),
    ];
    assert.deepEqual(stillOpen(new Set(['d1', 'd2', 'd9']), loaded), new Set(['d2', 'd9']));
  });

  it('are chosen and left one by one', () => {
    assert.deepEqual(toggled(toggled(new Set(['d1']), 'd2'), 'd1'), new Set(['d2']));
  });
});
