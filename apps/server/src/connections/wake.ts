import type { Clock } from '@thingdock/effects';

/**
 * Cuts waiting short when news arrives in this very process. News that reaches another process is found by looking again
 * after the time given, so nothing depends on a wake-up.
 */
export type Wake = {
  /** Resolves after `ms`, or as soon as somebody wakes `key`. Rejects with the signal's reason when it aborts. */
  wait(key: string, ms: number, signal: AbortSignal): Promise<void>;
  wake(key: string): void;
};

export function createWake(clock: Clock): Wake {
  const sleepers = new Map<string, Set<AbortController>>();
  return {
    async wait(key, ms, signal) {
      const woken = new AbortController();
      const others = sleepers.get(key) ?? new Set();
      sleepers.set(key, others.add(woken));
      try {
        await clock.sleep(ms, AbortSignal.any([signal, woken.signal]));
      } catch {
        signal.throwIfAborted();
      } finally {
        others.delete(woken);
        if (others.size === 0) sleepers.delete(key);
      }
    },
    wake(key) {
      for (const sleeper of sleepers.get(key) ?? []) sleeper.abort();
    },
  };
}
