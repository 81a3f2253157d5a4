import type { DeviceCounts } from '@thingdock/api';
import type Type from 'typebox';
import type { Executor } from '../../platform/db/index.ts';
import { type Counted, readCounts } from './counts/store.ts';
import type { Filter, ShownState } from './filter.ts';
import { withVersions } from './find.ts';
import { countMatching, type Scope } from './store.ts';

type Sums = Record<ShownState, number>;

/** How many devices of a project are shown in which status, and how many a filter lets through. */
export async function count(
  executor: Executor,
  scope: Scope,
  filter: Filter,
): Promise<Type.Static<typeof DeviceCounts>> {
  const counted = await readCounts(
    executor,
    scope.connections.map(({ id }) => id),
  );
  const sums = sumUp(scope, counted);
  if (Object.keys(filter).length === 0) return { ...sums, matching: null };
  const { connectionId, states, ...rest } = filter;
  // What the counters can tell need not be counted row by row.
  if (Object.keys(rest).length > 0) {
    const exact = await withVersions(executor, scope, filter);
    return { ...sums, matching: await countMatching(executor, scope, exact.filter) };
  }
  const of = sumUp(
    scope,
    connectionId === undefined ? counted : counted.filter((it) => it.connection_id === connectionId),
  );
  const wanted = Object.entries(of).filter(([state]) => states?.includes(state as ShownState) ?? true);
  return { ...sums, matching: wanted.reduce((sum, [, many]) => sum + many, 0) };
}

/** The devices of a blind connection are shown as unknown, unless they are gone. */
function sumUp({ connections }: Scope, counted: readonly Counted[]): Sums {
  const sums: Sums = { connected: 0, disconnected: 0, unknown: 0, gone: 0 };
  const blind = new Set(connections.filter((connection) => connection.blind).map(({ id }) => id));
  for (const { connection_id, status, count: many } of counted)
    sums[status !== 'gone' && blind.has(connection_id) ? 'unknown' : status] += Number(many);
  return sums;
}
