import type { Uptime } from '@thingdock/api';
import type Type from 'typebox';
import type { Change } from './flapping.ts';

type Share = Type.Static<typeof Uptime>;

/**
 * How much of a period a device was connected. Time in which its status was not known is no downtime: it is left out, and
 * `known` says how much of the period is left.
 * @param changes what was shown when, oldest first; before the first of them nothing is known
 */
export function uptimeOf(changes: readonly Change[], period: { from: number; to: number }): Share {
  const { connected, disconnected } = timesOf(changes, period);
  const known = connected + disconnected;
  const whole = period.to - period.from;
  return { connected: known > 0 ? connected / known : null, known: whole > 0 ? known / whole : 0 };
}

/** Milliseconds of a period spent in each status; together they are the period. */
export function timesOf(changes: readonly Change[], { from, to }: { from: number; to: number }) {
  const times = { connected: 0, disconnected: 0, unknown: 0 };
  let since = from;
  let status: Change['status'] = 'unknown';
  for (const change of changes) {
    const at = Math.min(Math.max(change.at, since), to);
    times[status] += at - since;
    since = at;
    status = change.status;
  }
  times[status] += Math.max(0, to - since);
  return times;
}
