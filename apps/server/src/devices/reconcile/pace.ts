/** At most so many shadows a second in each connection: half of what AWS grants at least is left to whoever acts on devices. */
const MOST_PER_SECOND = 100;

/**
 * How many shadows are read in one tick, so that all of them take about one period and no tick has more to do than another. A
 * fleet that is too large for that takes as long as it takes.
 */
export function portionOf(devices: number, { tick, period }: { tick: number; period: number }): number {
  return Math.min(Math.ceil((devices * tick) / period), MOST_PER_SECOND * tick);
}
