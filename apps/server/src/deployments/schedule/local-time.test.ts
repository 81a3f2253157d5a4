import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkSchedule } from './check.ts';
import { toInstant } from './local-time.ts';

const utc = (text: string, zone: string) => {
  const instant = toInstant(text, zone);
  return instant === undefined ? undefined : new Date(instant).toISOString();
};

describe('a local time', () => {
  it('is an instant in its time zone, summer and winter', () => {
    assert.equal(utc('2026-01-15T09:00', 'Asia/Tokyo'), '2026-01-15T00:00:00.000Z');
    assert.equal(utc('2026-01-15T09:00', 'Europe/Berlin'), '2026-01-15T08:00:00.000Z');
    assert.equal(utc('2026-07-15T09:00', 'Europe/Berlin'), '2026-07-15T07:00:00.000Z');
    assert.equal(utc('2026-07-15T09:00', 'America/St_Johns'), '2026-07-15T11:30:00.000Z');
    assert.equal(utc('2026-07-15T09:00', 'UTC'), '2026-07-15T09:00:00.000Z');
  });

  it('that the clocks skip is as late as if they had not been changed', () => {
    assert.equal(utc('2026-03-29T01:59', 'Europe/Berlin'), '2026-03-29T00:59:00.000Z');
    assert.equal(utc('2026-03-29T02:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z');
    assert.equal(utc('2026-03-29T03:00', 'Europe/Berlin'), '2026-03-29T01:00:00.000Z');
    assert.equal(utc('2026-10-04T02:15', 'Australia/Lord_Howe'), '2026-10-03T15:45:00.000Z');
  });

  it('that comes twice is the first of both', () => {
    assert.equal(utc('2026-10-25T02:30', 'Europe/Berlin'), '2026-10-25T00:30:00.000Z');
    assert.equal(utc('2026-11-01T01:30', 'America/New_York'), '2026-11-01T05:30:00.000Z');
  });

  it('that no calendar or no zone has is none', () => {
    assert.equal(utc('2026-02-30T10:00', 'UTC'), undefined);
    assert.equal(utc('2026-01-01T24:00', 'UTC'), undefined);
    assert.equal(utc('2026-01-01T10:00', 'Mars/Olympus'), undefined);
  });

  it('is what the clocks of the zone show then, unless they skip it', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'Africa/Cairo',
    ];
    const minute = fc.integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), minute, (zone, at) => {
        const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
        const shown = format.format(at * 60_000).replace(' ', 'T');
        const instant = toInstant(shown, zone);
        assert.ok(instant !== undefined && instant <= at * 60_000);
        assert.equal(format.format(instant).replace(' ', 'T'), shown);
      }),
    );
  });
});

describe('a schedule', () => {
  const now = Date.UTC(2026, 0, 1, 12);
  const at = (text: string) => () => checkSchedule({ at: text, timeZone: 'UTC' }, now);
  it('is from one minute to 30 days ahead', () => {
    assert.throws(at('2026-01-01T12:00'), { code: 'schedule_invalid' });
    assert.equal(at('2026-01-01T12:01')(), now + 60_000);
    assert.equal(at('2026-01-31T12:00')(), now + 30 * 86_400_000);
    assert.throws(at('2026-01-31T12:01'), { code: 'schedule_invalid' });
  });
});
