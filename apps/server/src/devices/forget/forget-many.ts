import type { ForgottenDevices } from '@thingdock/api';
import type { ConnectionRef, Connections } from '../../connections/index.ts';
import type { Selected } from '../list/select.ts';
import { lockDevices } from '../store.ts';
import { type ForgetDeps, forgetLocked, type Release } from './forget.ts';
import { listGone } from './store.ts';

export type ForgetManyDeps = ForgetDeps & { connections: Pick<Connections, 'get'> };

/** Each has a timeline and a log to delete, so that more would hold the transaction for long. */
const AT_ONCE = 100;

/**
 * Forgets those of the chosen devices that AWS has no more, portion by portion. `release`: who has their licences end with
 * them; without, those that have one are left alone, as are devices that are not gone.
 */
export async function forgetMany(
  deps: ForgetManyDeps,
  { byConnection, count }: Selected,
  release?: Release,
): Promise<ForgottenDevices> {
  let forgotten = 0;
  let licensed = 0;
  for (const [connectionId, names] of byConnection) {
    const connection = await deps.connections.get(connectionId);
    if (!connection) continue;
    const gone = await listGone(deps.database.root, connectionId, names);
    for (let start = 0; start < gone.length; start += AT_ONCE) {
      const done = await forgetPortion(deps, connection, gone.slice(start, start + AT_ONCE), release);
      forgotten += done.forgotten;
      licensed += done.licensed;
    }
  }
  return { forgotten, licensed, notGone: count - forgotten - licensed };
}

/** Some may have come back since they were listed, or got a licence. */
function forgetPortion(
  deps: ForgetManyDeps,
  connection: ConnectionRef,
  names: readonly string[],
  release: Release | undefined,
): Promise<{ forgotten: number; licensed: number }> {
  return deps.database.transaction(async (tx) => {
    const keys = names.map((thingName) => ({ connectionId: connection.id, thingName }));
    const gone = (await lockDevices(tx, keys)).filter((row) => row.gone_at !== null);
    const free = release ? gone : gone.filter((row) => !row.licensed);
    await forgetLocked(deps, tx, connection, free, release);
    return { forgotten: free.length, licensed: gone.length - free.length };
  });
}
