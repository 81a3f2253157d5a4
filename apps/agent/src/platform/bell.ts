import type { Clock } from '@thingdock/effects';

/** Lets a loop sleep until somebody has work for it. A ring reaches those who wait at that moment, nobody else. */
export type Bell = {
  ring(): void;
  /** Resolves at the next ring, or when the signal aborts. */
  wait(signal: AbortSignal): Promise<void>;
  /** Resolves after `ms`, at the next ring, or when the signal aborts. */
  waitAtMost(ms: number, clock: Clock, signal: AbortSignal): Promise<void>;
};

export function createBell(): Bell {
  const sleepers = new Set<() => void>();

  async function wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    sleepers.add(resolve);
    const stop = () => resolve();
    signal.addEventListener('abort', stop, { once: true });
    await promise;
    signal.removeEventListener('abort', stop);
    sleepers.delete(resolve);
  }

  return {
    ring() {
      for (const wake of sleepers) wake();
    },
    wait,
    async waitAtMost(ms, clock, signal) {
      const over = new AbortController();
      const either = AbortSignal.any([signal, over.signal]);
      const slept = clock.sleep(ms, either).catch(() => undefined);
      await Promise.race([slept, wait(either)]);
      over.abort();
    },
  };
}
