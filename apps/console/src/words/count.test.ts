import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { count, fileSize, sentenceList } from './count.ts';

describe('counts in words', () => {
  it('know one from many', () => {
    assert.equal(count(1, 'device'), '1 device');
    assert.equal(count(0, 'device'), '0 devices');
    assert.equal(count(1_204, 'device'), '1,204 devices');
  });

  it('give sizes in the unit that the limit is said in', () => {
    assert.deepEqual([312, 1_500, 10_400, 100_000].map(fileSize), ['312 bytes', '1.5 kB', '10 kB', '100 kB']);
    assert.deepEqual([999_400, 999_600, 42_300_000, 500_000_000].map(fileSize), ['999 kB', '1 MB', '42 MB', '500 MB']);
  });

  it('join as a sentence does', () => {
    assert.equal(sentenceList(['a', 'b', 'c']), 'a, b and c');
    assert.equal(sentenceList(['a']), 'a');
  });
});
