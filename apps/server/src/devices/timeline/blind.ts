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
 * with `unknown`, hide what was kept meanwhile, and end with what was kept last. Before the first entry nothing was shown.
 * @param kept oldest first
 * @param periods those in which the connection was blind, none of them overlapping
 * @param mark makes the entry of something that begins at a time
 */
export function withBlindPeriods<K extends Kept>(
  kept: readonly K[],
  periods: readonly BlindPeriod[],
  mark: (at: number, from: { blind: StatusReason } | { again: K }) => K,
): K[] {
  const shown: K[] = [];
  let raw: K | undefined;
  let blind: BlindPeriod | undefined;
  let next = 0;
  for (const at of boundaries(kept, periods)) {
    const arrived: K[] = [];
    for (let entry = kept[next]; entry && entry.at <= at; entry = kept[next]) {
      arrived.push(entry);
      next += 1;
    }
    raw = arrived.at(-1) ?? raw;
    if (!raw) continue;
    const period = outlasts(raw) ? undefined : periods.find((one) => within(at, one));
    if (period && period !== blind) shown.push(mark(at, { blind: period.reason }));
    if (!period) shown.push(...(arrived.length > 0 ? arrived : blind ? [mark(at, { again: raw })] : []));
    blind = period;
  }
  return shown;
}

/** Every time at which something may begin, in order. */
function boundaries(kept: readonly Kept[], periods: readonly BlindPeriod[]): number[] {
  const times = [
    ...kept.map(({ at }) => at),
    ...periods.flatMap(({ from, to }) => (to === null ? [from] : [from, to])),
  ];
  return [...new Set(times)].sort((a, b) => a - b);
}
