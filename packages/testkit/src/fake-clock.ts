import type { Clock } from '@thingdock/effects';

type Sleeper = { due: number; wake: () => void };

export type FakeClock = Clock & {
  /** Moves time forward, waking sleepers in the order in which they are due and letting each run before the next. */
  advance(ms: number): Promise<void>;
  /** How many callers are asleep; lets a test wait for a loop to have gone to sleep. */
  readonly sleeping: number;
};

/** A clock that stands still until a test moves it. Starts at 2026-01-01T00:00:00Z unless told otherwise. */
export function fakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  const sleepers = new Set<Sleeper>();

  const sleep: Clock['sleep'] = (ms, signal) => {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const sleeper: Sleeper = { due: now + ms, wake: resolve };
      sleepers.add(sleeper);
      signal?.addEventListener(
        'abort',
        () => {
          if (sleepers.delete(sleeper)) reject(signal.reason);
        },
        { once: true },
      );
    });
  };

  async function advance(ms: number): Promise<void> {
    const end = now + ms;
    for (;;) {
      await settle();
      const next = [...sleepers].sort((a, b) => a.due - b.due)[0];
      if (!next || next.due > end) break;
      now = next.due;
      sleepers.delete(next);
      next.wake();
    }
    now = end;
    await settle();
  }

  return {
    now: () => now,
    sleep,
    advance,
    get sleeping() {
      return sleepers.size;
    },
  };
}

/** Lets promise callbacks and immediate I/O that are already due run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
