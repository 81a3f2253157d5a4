import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HOLD_MS } from '../../src/devices/reduce.ts';
import type { Shown } from '../../src/devices/show.ts';
import { type Happening, type Life, live, type Proof, STEPS, type Step } from './life.test.setup.ts';
import { createWatcher, type Watcher } from './watcher.test.setup.ts';

/** Takes a second; each defect that these properties have found was found in a tenth of them. */
const RUNS = 5_000;
const HOUR = 3_600_000;
/** Less than this between words of different machines of AWS proves no order, and a will may be as late as it is held back. */
const SAME_TIME = HOLD_MS + 500;

const pause = fc.oneof(fc.integer({ min: 500, max: 5_000 }), fc.integer({ min: 5_000, max: 600_000 }));
const moment = { pause, late: fc.integer({ min: 10, max: 1_500 }), jitter: fc.integer({ min: 0, max: 200 }) };
const step: fc.Arbitrary<Step> = fc.record({ ...moment, step: fc.constantFrom(...STEPS) });
const proof = fc.constantFrom<Proof>('flag', 'frame', 'read');
const delay = fc.oneof(
  fc.integer({ min: 0, max: 500 }),
  fc.integer({ min: 0, max: HOUR }),
  // Longer than the numbering of a shadow that was deleted goes on.
  fc.integer({ min: 0, max: 100 * HOUR }),
);
/** When each copy of a message arrives after it was sent; most come once. */
const copies = fc.array(delay, { minLength: 1, maxLength: 3 });

type Told = { steps: Step[]; proof: Proof; presence: boolean; delays: number[][]; lost: boolean[] };
const told = fc.record({
  steps: fc.array(step, { maxLength: 14 }),
  proof,
  presence: fc.boolean(),
  delays: fc.array(copies, { minLength: 1, maxLength: 30 }),
  lost: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
});

/** What only the server itself does or asks reaches it at once. */
const isPrompt = ({ kind }: Happening): boolean => kind === 'gate' || kind === 'read';

function deliver(life: Life, delays: readonly number[][], isLost = (_: Happening, _index: number) => false): Watcher {
  const watcher = createWatcher();
  const arrivals = life.happenings.flatMap((happening, index) =>
    isLost(happening, index)
      ? []
      : (isPrompt(happening) ? [0] : (delays[index % delays.length] ?? [0])).map((late) => ({
          happening,
          now: happening.at + late,
        })),
  );
  let now = 0;
  for (const arrival of arrivals.sort((a, b) => a.now - b.now)) {
    now = arrival.now;
    watcher.take(arrival.happening, now);
  }
  watcher.wait(now + HOLD_MS);
  return watcher;
}

const expected = ({ online }: Life) => (online ? 'connected' : 'disconnected');

/** No state that is shown began before one that it is not, and that was shown earlier. */
function neverGoesBack(shown: readonly Shown[]): void {
  let [arrived, left] = [0, 0];
  for (const { status, since } of shown) {
    if (since === null || status === 'unknown') continue;
    const other = status === 'connected' ? left : arrived;
    assert.ok(since >= other - SAME_TIME, `${status} since ${since}, after what began at ${other}`);
    if (status === 'connected') arrived = Math.max(arrived, since);
    else left = Math.max(left, since);
  }
}

describe('what is shown of a device, however late, often and mixed up the news of it comes', () => {
  it('ends in the true state, once there was evidence of it', () => {
    fc.assert(
      fc.property(told, ({ steps, proof, presence, delays }: Told) => {
        const life = live(steps, proof, presence);
        const { word, shown } = deliver(life, delays).now();
        assert.equal(word.status, expected(life));
        if (life.gates.licensed && life.gates.monitored) return assert.equal(shown.status, word.status);
        const reason = life.gates.licensed ? 'monitoring_off' : 'not_registered';
        return assert.deepEqual([shown.status, shown.reason], ['unknown', reason]);
      }),
      { numRuns: RUNS },
    );
  });

  it('ends in the true state although messages were lost, once the shadow was read', () => {
    fc.assert(
      fc.property(told, ({ steps, presence, delays, lost }: Told) => {
        const life = live(steps, 'read', presence);
        fc.pre(life.shadowIsTrue);
        const watcher = deliver(
          life,
          delays,
          ({ kind }, index) => kind === 'push' && lost[index % lost.length] === true,
        );
        assert.equal(watcher.now().word.status, expected(life));
      }),
      { numRuns: RUNS },
    );
  });

  it('is never older than what was shown before', () => {
    fc.assert(
      fc.property(told, ({ steps, proof, presence, delays }: Told) => {
        const { words, showings } = deliver(live(steps, proof, presence), delays);
        neverGoesBack(words);
        neverGoesBack(showings);
      }),
      { numRuns: RUNS },
    );
  });

  it('is never "disconnected" for a quick reconnect, if the next word follows the late will within seconds', () => {
    const blinks = fc.array(
      fc.record({ ...moment, next: fc.constantFrom('object', 'frame'), after: fc.integer({ min: 2_500, max: 3_500 }) }),
    );
    const soon = fc.array(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 2 }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(blinks, soon, (all, delays) => {
        const steps = all.flatMap(({ next, after, ...rest }): Step[] => [
          { ...rest, step: 'blink' },
          { ...rest, step: next, pause: after },
        ]);
        const connect: Step = { step: 'connect', pause: 0, late: 0, jitter: 0 };
        const { showings } = deliver(live([connect, ...steps], 'frame', false), delays);
        assert.ok(showings.every(({ status }) => status === 'connected'));
      }),
      { numRuns: RUNS },
    );
  });
});
