export type Throttle = {
  /** Runs the work for this key now, or once when the pause since its last run is over. */
  run(key: string, work: () => void): void;
  stop(): void;
};

type Timers = { now(): number; later(work: () => void, ms: number): () => void };

/** At most one run per key and pause; the last of a burst always runs, so that nothing stays stale. */
export function createThrottle(pauseMs: number, { now, later }: Timers): Throttle {
  const lastRuns = new Map<string, number>();
  const waiting = new Map<string, () => void>();

  function runNow(key: string, work: () => void): void {
    waiting.delete(key);
    lastRuns.set(key, now());
    work();
  }

  return {
    run(key, work) {
      if (waiting.has(key)) return;
      const left = (lastRuns.get(key) ?? Number.NEGATIVE_INFINITY) + pauseMs - now();
      if (left <= 0) runNow(key, work);
      else
        waiting.set(
          key,
          later(() => runNow(key, work), left),
        );
    },
    stop() {
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
  };
}

/** The timers of the browser. */
export const TIMERS: Timers = {
  now: () => Date.now(),
  later: (work, ms) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
