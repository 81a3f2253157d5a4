import { setTimeout as sleep } from 'node:timers/promises';

type Options = { /** How long to wait, in ms; 20 s unless told otherwise. */ within?: number; every?: number };

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/**
 * Waits until `check` gives something truthy, and returns it. A check that throws counts as "not yet". Fails with what was
 * awaited and the last answer or error, so that a red test says what was missing.
 */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  { within = 20_000, every = 25 }: Options = {},
): Promise<Truthy<T>> {
  const end = performance.now() + within;
  let last: unknown;
  for (;;) {
    try {
      const answer = await check();
      if (answer) return answer as Truthy<T>;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`waited ${within} ms in vain for: ${what}; last: ${describe(last)}`);
    await sleep(every);
  }
}

function describe(value: unknown): string {
  return value instanceof Error ? (value.stack ?? value.message) : (JSON.stringify(value) ?? String(value));
}
