import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clockTime, exactTime, localTimes, longDuration, relativeTime, shortDuration } from './time.ts';

const at = Date.parse('2026-03-04T13:02:09.000Z');

describe('durations', () => {
  it('are said in the largest unit that has passed', () => {
    const said = [0, 999, 12_000, 59_999, 60_000, 3_600_000, 86_399_000, 86_400_000, 3 * 86_400_000].map(shortDuration);
    assert.deepEqual(said, ['0 s', '0 s', '12 s', '59 s', '1 min', '1 h', '23 h', '1 d', '3 d']);
  });

  it('have one day and several days', () => {
    assert.equal(longDuration(86_400_000), '1 day');
    assert.equal(longDuration(4 * 60_000 + 1), '4 minutes');
  });

  it('are never negative when two clocks differ', () => {
    assert.equal(shortDuration(-300), '0 s');
  });
});

describe('relative times', () => {
  it('look back and ahead', () => {
    assert.equal(relativeTime(at - 12_000, at), '12 s ago');
    assert.equal(relativeTime(at + 4 * 60_000, at), 'in 4 min');
    assert.equal(relativeTime(at - 1_200, at), 'just now');
  });
});

describe('exact times', () => {
  it('are in the zone of the viewer', () => {
    assert.match(exactTime(at, 'en-GB', 'Asia/Tokyo'), /4 Mar 2026.*22:02:09/);
    assert.equal(clockTime(at, 'en-GB', 'Asia/Tokyo'), '22:02');
  });

  it('are put into sentences of the server', () => {
    const said = localTimes('Offline since 2026-03-04T13:02:09.000Z; waiting.', 'en-GB', 'Asia/Tokyo');
    assert.match(said, /^Offline since 4 Mar 2026.*22:02:09; waiting\.$/);
  });
});
