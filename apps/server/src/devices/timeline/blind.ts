import type { StatusReason } from '@thingdock/api';
import { OUTLASTING } from '../list/overlay.ts';
import type { Change } from './flapping.ts';

/** When nothing could tell the status of a connection's devices; `to` is null while that lasts. Times in ms. */
export type BlindPeriod = { from: number; to: number | null; reason: StatusReason };

/** What was kept of a device from `at` on, whatever else is known of it. */
export type Kept = Change & { reason: StatusReason | null };

const within = (at: number, { from, to }: BlindPeriod): boolean => at >= from && (to === null || at < to);
const outlasts = ({ reason }: Kept): boolean => reason !== null && OUTLASTING.includes(reason);

/**
 * What was shown of a device, out of what was kept of it and of the times in which that could not be believed: these begin
 * with `unknown`, hide what was kept meanwhile, and end with what was kept last.
 * @param kept oldest first
 * @param periods oldest first, one after the other
 * @param mark makes the entry of something that begins at a time
 */
export function withBlindPeriods<K extends Kept>(
  kept: readonly K[],
  periods: readonly BlindPeriod[],
  mark: (at: number, from: { blind: StatusReason } | { again: K }) => K,
): K[] {
  const shown: K[] = kept.filter((entry) => outlasts(entry) || !periods.some((period) => within(entry.at, period)));
  for (const period of periods) {
    const before = lastAt(kept, period.from);
    if (!before || !outlasts(before)) shown.push(mark(period.from, { blind: period.reason }));
    // Leaving a state that outlasts, within the period, comes back to what the period shows.
    for (const [index, entry] of kept.entries())
      if (index > 0 && within(entry.at, period) && !outlasts(entry) && outlasts(kept[index - 1] as K))
        shown.push(mark(entry.at, { blind: period.reason }));
    const after = period.to === null ? undefined : lastAt(kept, period.to);
    if (after && period.to !== null && !outlasts(after) && !kept.some(({ at }) => at === period.to))
      shown.push(mark(period.to, { again: after }));
  }
  return shown.sort((a, b) => a.at - b.at);
}

/** The newest entry not later than `at`. */
function lastAt<K extends Kept>(kept: readonly K[], at: number): K | undefined {
  return kept.findLast((entry) => entry.at <= at);
}
