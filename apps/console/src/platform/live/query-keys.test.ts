import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FEED_TYPES } from '@thingdock/api';
import { staleAfter } from './query-keys.ts';

describe('what a change makes stale', () => {
  it('is the list and the one page', () => {
    assert.deepEqual(staleAfter({ type: 'flow', projectId: 'p', keys: ['f'] }), [
      ['flows', 'p'],
      ['flow', 'f'],
    ]);
  });

  it('is read from CONNECTION/DEVICE for devices', () => {
    assert.deepEqual(staleAfter({ type: 'device', projectId: 'p', keys: ['c/gw:1'] }), [
      ['device-counts', 'p'],
      ['device', 'c', 'gw:1'],
    ]);
  });

  it('is every page of a connection’s devices after `CONNECTION/*`', () => {
    assert.deepEqual(staleAfter({ type: 'device', projectId: 'p', keys: ['c/*'] }), [
      ['device-counts', 'p'],
      ['device', 'c'],
    ]);
  });

  it('is something for every kind of change', () => {
    for (const type of FEED_TYPES) assert.ok(staleAfter({ type, projectId: 'p', keys: ['c/x'] }).length > 0);
  });
});
