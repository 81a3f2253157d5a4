import type { Clock } from '@thingdock/effects';

/** Lets in a limited number at a time and, when told, not more than so many a second. First come, first served. */
export type Gate = {
  /** Runs the work inside the gate; rejects with the signal's reason when it aborts while waiting outside. */
  through<T>(work: () => Promise<T>, pace: number | undefined, signal: AbortSignal): Promise<T>;
};

export function createGate({ clock, places }: { clock: Clock; places: number }): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  let nextStart = 0;

  const enter = async () => {
    if (inside < places) inside += 1;
    // The place is handed over by the one that leaves, so `inside` stays as it is.
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else inside -= 1;
  };

  return {
    async through(work, pace, signal) {
      await enter();
      try {
        signal.throwIfAborted();
        if (pace !== undefined) {
          const start = Math.max(clock.now(), nextStart);
          nextStart = start + 1000 / pace;
          if (start > clock.now()) await clock.sleep(start - clock.now(), signal);
        }
        return await work();
      } finally {
        leave();
      }
    },
  };
}
