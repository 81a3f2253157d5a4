import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '@thingdock/api';

const LIMIT_MS = 180_000;
const PAUSE_MS = 200;

/** Asks until the answer is there. What is not there yet (`not_found`) is asked for again; any other error ends it. */
export async function until<T>(what: string, ask: () => Promise<T>): Promise<NonNullable<T>> {
  const end = performance.now() + LIMIT_MS;
  while (performance.now() < end) {
    const answer = await ask().catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'not_found') return undefined;
      throw error;
    });
    if (answer) return answer;
    await sleep(PAUSE_MS);
  }
  throw new Error(`Waited ${LIMIT_MS / 1_000} seconds in vain for ${what}.`);
}
