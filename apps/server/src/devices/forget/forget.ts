import { Fault } from '@thingdock/api';
import type { Clock } from '@thingdock/effects';
import type { ConnectionRef } from '../../connections/index.ts';
import { record } from '../../events/index.ts';
import type { Database, Executor } from '../../platform/db/index.ts';
import { announceDevices } from '../change.ts';
import { lockDevices } from '../store.ts';
import { deleteDevices } from './store.ts';

export type ForgetDeps = {
  database: Database;
  clock: Clock;
  /** Ends the licence of a device, in the same transaction, which holds the device. */
  endLicence(tx: Executor, connection: ConnectionRef, name: string, by: string): Promise<void>;
  /** Removes what others keep of a device, in the same transaction. */
  forgotten(tx: Executor, connection: ConnectionRef, name: string): Promise<void>;
};

/** Who has the licences of devices end with them. */
export type Release = { by: string };

/**
 * Forgets a device that AWS has no more, with its timeline and all that others keep of it. `release`: who has its licence end
 * with it; without, it throws `device_licensed` while there is one. Throws `not_found`, `device_not_gone`.
 */
export async function forget(
  deps: ForgetDeps,
  connection: ConnectionRef,
  name: string,
  release?: Release,
): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const [row] = await lockDevices(tx, [{ connectionId: connection.id, thingName: name }]);
    if (!row) throw new Fault('not_found', { details: { what: 'device' } });
    if (row.gone_at === null) throw new Fault('device_not_gone', { details: { name } });
    if (row.licensed && !release) throw new Fault('device_licensed', { details: { name } });
    await forgetLocked(deps, tx, connection, [row], release);
  });
}

type Locked = { thing_name: string; licensed: boolean };

/** Forgets devices that the transaction holds, and of which it is known that they may be. */
export async function forgetLocked(
  { clock, forgotten, endLicence }: Omit<ForgetDeps, 'database'>,
  tx: Executor,
  connection: ConnectionRef,
  rows: readonly Locked[],
  release?: Release,
): Promise<void> {
  const names = rows.map((row) => row.thing_name);
  if (release) for (const row of rows) if (row.licensed) await endLicence(tx, connection, row.thing_name, release.by);
  await deleteDevices(tx, connection.id, names);
  for (const name of names) await forgotten(tx, connection, name);
  const common = { projectId: connection.projectId, connectionId: connection.id, at: clock.now(), data: {} };
  await record(
    tx,
    names.map((device) => ({ ...common, type: 'device.forgotten' as const, device })),
  );
  await announceDevices(tx, connection, names);
}
