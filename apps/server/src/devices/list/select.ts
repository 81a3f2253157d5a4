import { type DeviceSelection, Fault, fieldFault } from '@thingdock/api';
import type { Executor } from '../../platform/db/index.ts';
import { readFilter } from './filter.ts';
import { withVersions } from './find.ts';
import { findExisting, findNames, type Named, type Scope } from './store.ts';

/** Names of devices by connection id, in order; `more`: there are others beyond the limit. */
export type Selected = { byConnection: Map<string, string[]>; count: number; more: boolean };

/**
 * The devices that a request is about: those that it names, or all that its filter lets through, at most `limit`. Throws
 * `device_unknown` when it names one that the project has not, `validation_failed` unless it is exactly one of both, and
 * `filter_invalid`. Devices that are gone are among them; a filter by `status` leaves them out.
 */
export async function select(
  executor: Executor,
  scope: Scope,
  { devices, filter }: DeviceSelection,
  limit: number,
): Promise<Selected> {
  if ((devices === undefined) === (filter === undefined)) throw oneOfBoth();
  if (devices) return named(await findExisting(executor, scope.projectId, devices), devices, limit);
  const { filter: exact } = await withVersions(executor, scope, readFilter(filter ?? {}));
  const found = await findNames(executor, scope, exact, limit + 1);
  return group(found, limit);
}

function named(found: readonly Named[], asked: NonNullable<DeviceSelection['devices']>, limit: number): Selected {
  const known = new Set(found.map((row) => `${row.connection_id}/${row.thing_name}`));
  const missing = asked.filter(({ connectionId, name }) => !known.has(`${connectionId}/${name}`));
  if (missing.length > 0) {
    const names = missing.slice(0, 5).map(({ name }) => name);
    throw fieldFault('devices', 'device_unknown', { names: names.join(', ') });
  }
  return group(found, limit);
}

function group(found: readonly Named[], limit: number): Selected {
  const taken = found.slice(0, limit);
  const byConnection = new Map<string, string[]>();
  for (const [connectionId, rows] of Map.groupBy(taken, (row) => row.connection_id))
    byConnection.set(
      connectionId,
      rows.map((row) => row.thing_name),
    );
  return { byConnection, count: taken.length, more: found.length > limit };
}

const oneOfBoth = (): Fault =>
  new Fault('validation_failed', {
    errors: [{ field: 'devices', code: 'one_of_both', detail: 'Name devices, or give a filter; exactly one of both.' }],
  });
