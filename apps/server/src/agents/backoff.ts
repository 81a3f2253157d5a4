const FIRST_BACKOFF_MS = 15_000;
const LONGEST_BACKOFF_MS = 3_600_000;

/** 15 s after the first message, then doubling up to an hour. */
export function backoffMs(attempts: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** Math.max(0, attempts - 1), LONGEST_BACKOFF_MS);
}
