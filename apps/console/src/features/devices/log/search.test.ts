import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logQuery, readLogSearch } from './search.ts';

const now = Date.parse('2026-03-04T13:00:30.000Z');

describe('the address of a log', () => {
  it('asks for what it says, and leaves out what makes no sense', () => {
    const search = readLogSearch({ text: 404, level: 'error', from: 'yesterday', to: '2026-03-04T12:00:00Z' });
    assert.deepEqual(logQuery(search, now), { text: '404', level: 'error', to: '2026-03-04T12:00:00.000Z' });
  });

  it('counts hours back from the begin of this minute', () => {
    assert.deepEqual(logQuery(readLogSearch({ last: 24 }), now), { from: '2026-03-03T13:00:00.000Z' });
  });
});
