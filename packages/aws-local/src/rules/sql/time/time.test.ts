import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatTime } from './format.ts';
import { parseTime } from './parse.ts';

const SUMMER = Date.UTC(2024, 6, 4, 22, 5, 9, 78);

describe('a moment is written by a pattern of Joda-Time', () => {
  const table: [pattern: string, zone: string, written: string | undefined][] = [
    ["yyyy-MM-dd'T'HH:mm:ss.SSSZZ", 'Europe/Berlin', '2024-07-05T00:05:09.078+02:00'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSZ", 'UTC', '2024-07-04T22:05:09.078+0000'],
    ['yy M d H m s S', 'UTC', '24 7 4 22 5 9 0'],
    ['EEE EEEE MMM MMMM', 'UTC', 'Thu Thursday Jul July'],
    ['hh:mm a K k', 'UTC', '10:05 PM 10 22'],
    ['D e w x C G', 'UTC', '186 4 27 2024 20 AD'],
    ['z zzzz', 'America/New_York', 'EDT Eastern Daylight Time'],
    ['ZZZ', 'Asia/Tokyo', 'Asia/Tokyo'],
    ['HH:mm ZZ', '+05:30', '03:35 +05:30'],
    ["''yyyy'' 'o''clock'", 'UTC', "'2024' o'clock"],
    ['yyyy', 'Mars/Base', undefined],
    ['yyyy bbb', 'UTC', undefined],
    ["yyyy 'open", 'UTC', undefined],
  ];
  for (const [pattern, zone, written] of table) {
    test(`${pattern} in ${zone}`, () => assert.equal(formatTime(pattern, SUMMER, zone), written));
  }
});

describe('a text is read by a pattern of Java', () => {
  const table: [text: string, pattern: string, time: number | undefined][] = [
    ['2024-07-04T22:05:09.078Z', "yyyy-MM-dd'T'HH:mm:ss.SSSX", SUMMER],
    ['2024-07-05 00:05:09.078 +0200', 'yyyy-MM-dd HH:mm:ss.SSS Z', SUMMER],
    ['4/7/24 10:05 PM', 'd/M/yy hh:mm a', Date.UTC(2024, 6, 4, 22, 5)],
    ['12:00 AM 1 Jan 2020', 'hh:mm a d MMM yyyy', Date.UTC(2020, 0, 1)],
    ['Thu, 4 Jul 2024', 'EEE, d MMM yyyy', Date.UTC(2024, 6, 4)],
    ['2024 186', 'yyyy DDD', Date.UTC(2024, 6, 4)],
    ['2024-03-31 03:30 Europe/Berlin', 'yyyy-MM-dd HH:mm VV', Date.UTC(2024, 2, 31, 1, 30)],
    ['2024-02-30', 'yyyy-MM-dd', undefined],
    ['2024-07-04 25:00', 'yyyy-MM-dd HH:mm', undefined],
    ['2024-07-04', 'yyyy/MM/dd', undefined],
    ['2024-07-04 x', 'yyyy-MM-dd VV', undefined],
    ['2024', 'yyyy b', undefined],
  ];
  for (const [text, pattern, time] of table) {
    test(`${text} by ${pattern}`, () => assert.equal(parseTime(text, pattern), time));
  }
});

test('what is written with its offset is read back as the same moment, in every zone', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia', '-03:30');
  const times = fc.integer({ min: Date.UTC(1950, 0), max: Date.UTC(2100, 0) });
  fc.assert(
    fc.property(times, zones, (time, zone) => {
      const written = formatTime("yyyy-MM-dd'T'HH:mm:ss.SSSZZ", time, zone) ?? '';
      assert.equal(parseTime(written, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"), time);
    }),
  );
});
