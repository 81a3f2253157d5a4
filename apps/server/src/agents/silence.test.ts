import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decideSilence, SILENT_MS, type SilenceFacts } from './silence.ts';

const NOW = 1_000_000_000;
const facts = (part: Partial<SilenceFacts>): SilenceFacts => ({
  now: NOW,
  connected: true,
  since: NOW - 3_600_000,
  heardAt: NOW - 600_000,
  askedAt: NOW - SILENT_MS,
  attempts: 4,
  answers: true,
  ...part,
});

describe('whether a device that says that it is connected is believed', () => {
  it('it is, until it has owed an answer for two minutes', () => {
    assert.deepEqual(decideSilence(facts({})), { silence: 'not_answering', lookAgainAt: null });
    const young = facts({ askedAt: NOW - 30_000 });
    assert.deepEqual(decideSilence(young), { silence: null, lookAgainAt: NOW + SILENT_MS - 30_000 });
  });

  it('one that ignores our registration belongs to somebody else', () => {
    assert.equal(decideSilence(facts({ heardAt: null })).silence, 'registered_elsewhere');
    assert.equal(decideSilence(facts({ heardAt: null, answers: false })).silence, 'registered_elsewhere');
    assert.equal(decideSilence(facts({ heardAt: null, attempts: 2 })).silence, null);
  });

  it('one that came back has its time anew, since it may not have seen what was written while it was away', () => {
    const back = facts({ since: NOW - 10_000 });
    assert.deepEqual(decideSilence(back), { silence: null, lookAgainAt: NOW - 10_000 + SILENT_MS });
  });

  it('nothing is held against one that is away, was not asked, was heard since, or whose agent answers nobody', () => {
    for (const part of [{ connected: false }, { askedAt: null }, { answers: false }])
      assert.deepEqual(decideSilence(facts(part)), { silence: null, lookAgainAt: null });
  });

  it('never before it was asked for long enough, whatever else is known', () => {
    const time = fc.integer({ min: NOW - 1_000_000, max: NOW });
    fc.assert(
      fc.property(
        fc.record({
          connected: fc.boolean(),
          since: fc.option(time),
          heardAt: fc.option(time),
          askedAt: fc.option(time),
          attempts: fc.nat(10),
          answers: fc.boolean(),
        }),
        (part) => {
          const { silence, lookAgainAt } = decideSilence(facts(part));
          const owing = part.askedAt !== null && NOW - Math.max(part.askedAt, part.since ?? 0) >= SILENT_MS;
          if (silence) assert.ok(part.connected && owing);
          if (lookAgainAt !== null) assert.ok(lookAgainAt > NOW);
        },
      ),
    );
  });
});
