/** How long the time of a change is remembered. Frames that are older than 90 s are dropped before they get here. */
const REMEMBER_MS = 300_000;

/** When the newest change of each path reached AWS, by path (`-` for the whole tree). */
export type Applied = Readonly<Record<string, number>>;

/**
 * Whether a change is older than one that was already applied to the same path, to a path above or to one below: taking it
 * in now would bring back what the device has long left behind.
 */
export function isOvertaken(applied: Applied, path: string | undefined, receivedAt: number): boolean {
  const mine = path ?? '-';
  return Object.entries(applied).some(([other, at]) => at > receivedAt && overlaps(mine, other));
}

/** Whether two paths name the same place, or one lies within the other. */
export function overlaps(a: string, b: string): boolean {
  return a === '-' || b === '-' || a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** Notes that paths were changed, and forgets what no late frame can ask for any more. */
export function remember(applied: Applied, paths: readonly (string | undefined)[], receivedAt: number): Applied {
  const recent = Object.entries(applied).filter(([, at]) => at > receivedAt - REMEMBER_MS);
  return Object.fromEntries([...recent, ...paths.map((path) => [path ?? '-', receivedAt])]);
}
