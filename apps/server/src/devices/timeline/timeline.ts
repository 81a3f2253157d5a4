import type { Timeline, Transition } from '@thingdock/api';
import type { Executor } from '../../platform/db/index.ts';
import { withBlindPeriods } from './blind.ts';
import { type Change, flappingAt } from './flapping.ts';
import { type KeptTransition, lastTransition, listBlindPeriods, listTransitions } from './store.ts';
import { uptimeOf } from './uptime.ts';

export type Period = { from: number; to: number };

const DAY_MS = 24 * 3_600_000;
const UPTIMES = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;
/** What is asked for when nobody says. */
export const USUAL_PERIOD_MS = UPTIMES.week;
/** As many entries as a page can draw, and as many as are read to tell the uptime: before them nothing is known. */
const MOST_SHOWN = 2_000;
const MOST_READ = 20_000;

type Device = { connectionId: string; name: string };
/** An entry with its time also as a number. */
type Entry = Transition & { ms: number };

/** What was shown of a device in a period and why, and how it did lately. Times in milliseconds. */
export async function readTimeline(
  executor: Executor,
  device: Device,
  { from, to }: Period,
  now: number,
): Promise<Timeline> {
  const entries = await shownEntries(executor, device, {
    from: Math.min(from, now - UPTIMES.month),
    to: Math.max(to, now),
  });
  const within = entries.filter(({ ms }) => ms > from && ms <= to);
  const shown = within.slice(-MOST_SHOWN);
  const before = entries.findLast(({ ms }) => ms <= from);
  const changes: Change[] = entries.map(({ ms, status }) => ({ at: ms, status }));
  const uptime = (length: number) => uptimeOf(changes, { from: now - length, to: now });
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    before: before ? toTransition(before) : null,
    transitions: shown.map(toTransition),
    truncated: shown.length < within.length,
    uptime: { day: uptime(UPTIMES.day), week: uptime(UPTIMES.week), month: uptime(UPTIMES.month) },
    flapping: flappingShown(changes, now),
  };
}

function flappingShown(changes: readonly Change[], now: number): Timeline['flapping'] {
  const found = flappingAt(changes, now);
  return found && { ...found, since: new Date(found.since).toISOString() };
}

async function shownEntries(executor: Executor, device: Device, { from, to }: Period): Promise<Entry[]> {
  const range = { from: new Date(from), to: new Date(to) };
  const before = await lastTransition(executor, { ...device, at: range.from });
  const rows = await listTransitions(executor, { ...device, ...range }, MOST_READ);
  const periods = await listBlindPeriods(executor, device.connectionId, range);
  const kept = [...(before && rows.length < MOST_READ ? [before] : []), ...rows].map(toKept);
  return withBlindPeriods(
    kept,
    periods.map(({ from_at, to_at, reason }) => ({ from: from_at.getTime(), to: to_at?.getTime() ?? null, reason })),
    (at, shown) => ({
      ...('again' in shown ? shown.again : { ...NOTHING, status: 'unknown' as const, reason: shown.blind }),
      at,
    }),
  ).map(({ at, ...entry }) => ({ ...entry, ms: at, at: new Date(at).toISOString() }));
}

const NOTHING = { source: null, shadowVersion: null, shadowTime: null, messageId: null };

const toKept = (row: KeptTransition) => ({
  at: row.at.getTime(),
  status: row.status,
  reason: row.reason,
  source: row.source,
  shadowVersion: row.shadow_version,
  shadowTime: row.shadow_timestamp === null ? null : new Date(row.shadow_timestamp * 1_000).toISOString(),
  messageId: row.message_id,
});

const toTransition = ({ ms: _, ...transition }: Entry): Transition => transition;
