import type { Clock, Ids } from '@thingdock/effects';
import { reasonOf } from './errors.ts';
import { backoff, chance } from './timing.ts';

export type InsistOptions = {
  clock: Clock;
  ids: Ids;
  signal: AbortSignal;
  /** The first waiting time and the longest one, in milliseconds. */
  retry: { first: number; most: number };
  onFailure(failure: { reason: string; failures: number; waitMs: number }): void;
};

/** Does something again, with growing waiting times, until it succeeds. Rejects only when the signal aborts. */
export async function insist<T>(action: () => Promise<T>, options: InsistOptions): Promise<T> {
  const { clock, ids, signal, retry, onFailure } = options;
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await action();
    } catch (error) {
      signal.throwIfAborted();
      const waitMs = backoff(failures, retry, chance(ids));
      onFailure({ reason: reasonOf(error), failures, waitMs });
      await clock.sleep(waitMs, signal);
    }
  }
}
