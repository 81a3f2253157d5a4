import { useSyncExternalStore } from 'react';

const STEP_MS = 1_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // The first one to look finds the time at which the last one went.
  if (timer === undefined) now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, STEP_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time of this browser in milliseconds; whoever shows it is drawn again as it goes on. One timer for all. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** What is derived from the time, drawn again only when it changes. `derive` must be pure. */
export function useDerivedFromNow<T extends string>(derive: (now: number) => T): T {
  return useSyncExternalStore(subscribe, () => derive(now));
}
