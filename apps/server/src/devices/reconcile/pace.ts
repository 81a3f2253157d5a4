/** At most so many shadows a second in each connection: half of what AWS grants at least is left to whoever acts on devices. */
const MOST_PER_SECOND = 100;

/**
 * How many shadows are read in one tick, so that all of them take about one period and no tick has more to do than another. A
 * fleet that is too large for that takes as long as it takes.
 */
export function portionOf(devices: number, { tick, period }: { tick: number; period: number }): number {
  return Math.min(Math.ceil((devices * tick) / period), MOST_PER_SECOND * tick);
}

/**
 * Whether so little was heard of a device that its shadow is to be read: nothing for half a period (in seconds), so whatever
 * is lost is found after one and a half at most. A time to come is one of a clock that was set back since, and says nothing.
 */
export function isQuiet(heard: Date | null, now: Date, period: number): boolean {
  const forMs = heard === null ? Number.POSITIVE_INFINITY : now.getTime() - heard.getTime();
  return forMs < 0 || forMs >= (period / 2) * 1_000;
}
