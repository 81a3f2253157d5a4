import type { Clock } from '@thingdock/effects';
import type { ConnectionRef } from '../connections/index.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import * as store from './store.ts';
import { tell } from './tell.ts';
import type { DeviceGates } from './types.ts';

export type DeleteDeps = { database: Database; clock: Clock; devices: Pick<DeviceGates, 'setGates'> };

type Choice = { connection: ConnectionRef; names: readonly string[]; by: string };

/**
 * Deletes the licences of devices of a connection, those of things that are gone too. Their tokens are good for nothing from
 * this transaction's end on. Returns whose licences they were.
 */
export function remove({ database, clock, devices }: DeleteDeps, choice: Choice): Promise<string[]> {
  const { connection, names, by } = choice;
  return database.transaction(async (tx) => {
    await devices.setGates(tx, connection, names, { licensed: false });
    return end(tx, connection, names, { at: new Date(clock.now()), by });
  });
}

type Owner = Pick<ConnectionRef, 'id' | 'projectId'>;

/** Ends licences whose devices' gates the caller has shut, or which go altogether. */
export async function end(
  tx: Executor,
  connection: Owner,
  names: readonly string[],
  ending: store.Ending,
): Promise<string[]> {
  const { id: connectionId, projectId } = connection;
  await store.lockPool(tx, projectId);
  const ended = await store.endRegistered(tx, { projectId, connectionId, names }, ending);
  await tell(tx, connection, { type: 'licence.deleted', names: ended, at: ending.at.getTime(), by: ending.by });
  return ended;
}

const AT_ONCE = 1_000;

/** Ends every licence of a connection that is deleted with them, in the transaction that deletes it. */
export async function release(tx: Executor, connection: Owner, ending: store.Ending): Promise<void> {
  let names: string[];
  do {
    names = await store.listNames(tx, connection.id, AT_ONCE);
    if (names.length > 0) await end(tx, connection, names, ending);
  } while (names.length === AT_ONCE);
}
