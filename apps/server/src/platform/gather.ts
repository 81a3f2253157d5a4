import { setTimeout } from 'node:timers/promises';
import type { Tasks } from './tasks.ts';

/** In a storm, what comes within this time costs as much as one that comes alone. */
const PAUSE_MS = 200;

/**
 * Work on things that come one by one and are cheaper together: while one batch is worked on, and in the short pause after
 * it, what comes makes the next. Whoever comes alone waits for nobody. A failure is logged under the name of the work.
 */
export function createGatherer<T>(
  tasks: Pick<Tasks, 'start'>,
  name: string,
  work: (items: readonly T[], signal: AbortSignal) => Promise<void>,
): (item: T) => void {
  let waiting: T[] = [];
  let busy = false;

  async function drain(signal: AbortSignal): Promise<void> {
    try {
      while (waiting.length > 0 && !signal.aborted) {
        const items = waiting;
        waiting = [];
        await work(items, signal);
        await setTimeout(PAUSE_MS, undefined, { signal });
      }
    } finally {
      busy = false;
      if (waiting.length > 0 && !signal.aborted) begin();
    }
  }

  function begin(): void {
    busy = true;
    tasks.start(name, drain);
  }

  return (item) => {
    waiting.push(item);
    if (!busy) begin();
  };
}
