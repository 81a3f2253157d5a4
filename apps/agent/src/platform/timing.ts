import type { Clock, Ids } from '@thingdock/effects';

/** Waits for a promise, but at most `ms`. Rejects with the signal's reason when that aborts first. */
export async function within<T>(
  promise: Promise<T>,
  { clock, ms, signal }: { clock: Clock; ms: number; signal?: AbortSignal },
): Promise<{ inTime: true; value: T } | { inTime: false }> {
  const settled = new AbortController();
  const stop = signal ? AbortSignal.any([signal, settled.signal]) : settled.signal;
  try {
    return await Promise.race([
      promise.then((value) => ({ inTime: true as const, value })),
      clock.sleep(ms, stop).then(() => ({ inTime: false as const })),
    ]);
  } finally {
    settled.abort();
  }
}

/**
 * The waiting time before the next attempt: doubles from `first` to `most`, less up to a half by chance, so that a fleet
 * that failed together does not come back together. `failures` counts from 1, `chance` is in [0, 1).
 */
export function backoff(failures: number, { first, most }: { first: number; most: number }, chance: number): number {
  const full = Math.min(most, first * 2 ** Math.min(failures - 1, 30));
  return Math.round(full * (1 - chance / 2));
}

/** A random number in [0, 1). */
export function chance(ids: Ids): number {
  return Number.parseInt(ids.pick('0123456789abcdef', 8), 16) / 2 ** 32;
}
