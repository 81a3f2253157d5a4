import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { filterOf, readSearch } from './search.ts';
import { filterWords } from './words.ts';

const words = (filter: Parameters<typeof filterWords>[0]) => filterWords(filter).map(({ words }) => words);

describe('a filter in words', () => {
  it('says every condition as a person would', () => {
    assert.deepEqual(words({ name: 'igloo' }), ['name contains “igloo”']);
    assert.deepEqual(words({ name: 'gw-*' }), ['name begins with “gw-”']);
    assert.deepEqual(words({ status: 'disconnected,unknown', reason: 'never_seen,connection_lost' }), [
      'status is disconnected or unknown',
      'because: never seen or connection lost',
    ]);
    assert.deepEqual(words({ tags: 'night,line-3', flowState: 'stopped,error' }), [
      'tagged night and line-3',
      'flow is stopped or in error',
    ]);
    assert.deepEqual(words({ deployState: 'failed,timed_out', agentVersion: '<2.6', licensed: 'no' }), [
      'last deployment failed or timed out',
      'agent below 2.6',
      'has no licence',
    ]);
  });

  it('calls connections and flows by name', () => {
    const names = { connection: 'Osaka line', flow: 'line-monitor' };
    assert.deepEqual(
      filterWords({ connectionId: 'c', flowId: 'f' }, names).map(({ words }) => words),
      ['connection is Osaka line', 'has flow line-monitor'],
    );
  });
});

describe('the address of the list', () => {
  it('is read without what makes no sense there', () => {
    const search = readSearch({ name: 7, status: 'connected', licensed: 'maybe', sort: '-seen', nonsense: 'x' });
    assert.deepEqual(filterOf(search), { name: '7', status: 'connected' });
    assert.equal(search.sort, '-seen');
    assert.equal(readSearch({ sort: 'colour' }).sort, undefined);
  });
});
