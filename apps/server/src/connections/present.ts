import type { Connection } from '@thingdock/api';
import type { Caller } from '../platform/http/index.ts';
import type { Context } from './context.ts';
import { describeConnection } from './describe.ts';
import { listDeletionFaults } from './operations/store.ts';
import type { StoredConnection } from './store.ts';

type Deps = Pick<Context, 'database' | 'clock'>;

/** Connections as a caller may see them; those whose deletion could not go on say why. */
export async function presentAll(
  { database, clock }: Deps,
  rows: readonly StoredConnection[],
  caller: Caller,
): Promise<Connection[]> {
  const going = rows.filter(({ state }) => state === 'deleting').map(({ id }) => id);
  const faults = await listDeletionFaults(database.root, going);
  return rows.map((row) => ({ ...describeConnection(row, caller, clock.now()), error: faults.get(row.id) ?? null }));
}

export async function presentOne(deps: Deps, row: StoredConnection, caller: Caller): Promise<Connection> {
  const [connection] = await presentAll(deps, [row], caller);
  if (!connection) throw new Error('One connection came to none.');
  return connection;
}
