/** What a device says when something on the way to it failed, which another attempt may find mended. */
const PASSING =
  /download|acquire|network|time[d -]*out|unreachable|socket|connection (refused|reset)|\bE(CONN\w+|TIMEDOUT|NOTFOUND|AI_AGAIN|PIPE|HOSTUNREACH)\b|\b(429|50[0-4])\b|registry|quota/i;
/** What another attempt would only find again, whatever else the message says. */
const LASTING = /integrity|checksum|mismatch|verify|hook|exit(ed)? |execution|no space|ENOSPC|cancel|E404|ETARGET/i;

/** Whether trying once more can help, going by the device's own words. What it says nothing about is not tried again. */
export function retryHelps(message: string | null): boolean {
  return message !== null && PASSING.test(message) && !LASTING.test(message);
}

const FIRST_MS = 30_000;
const LONGEST_MS = 15 * 60_000;

/** How long to wait before another attempt: 30 s after the first, then doubling up to 15 minutes. */
export function retryAfterMs(attempts: number): number {
  return Math.min(FIRST_MS * 2 ** Math.max(0, attempts - 1), LONGEST_MS);
}
