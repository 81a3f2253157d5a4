import { Fault } from '@thingdock/api';
import type { Clock } from '@thingdock/effects';
import type { ConnectionRef } from '../connections/index.ts';
import { record } from '../events/index.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import { announceDevices } from './change.ts';
import { deleteDevice } from './forget/store.ts';
import { lockDevices } from './store.ts';

export type ForgetDeps = {
  database: Database;
  clock: Clock;
  /** Ends the licence of a device, in the same transaction, which holds the device. */
  endLicence(tx: Executor, connection: ConnectionRef, name: string, by: string): Promise<void>;
  /** Removes what others keep of a device, in the same transaction. */
  forgotten(tx: Executor, connection: ConnectionRef, name: string): Promise<void>;
};

/**
 * Forgets a device that AWS has no more, with its timeline and all that others keep of it. `release`: who has its licence end
 * with it; without, it throws `device_licensed` while there is one. Throws `not_found`, `device_not_gone`.
 */
export async function forget(
  { database, clock, forgotten, endLicence }: ForgetDeps,
  connection: ConnectionRef,
  name: string,
  release?: { by: string },
): Promise<void> {
  await database.transaction(async (tx) => {
    const [row] = await lockDevices(tx, [{ connectionId: connection.id, thingName: name }]);
    if (!row) throw new Fault('not_found', { details: { what: 'device' } });
    if (row.gone_at === null) throw new Fault('device_not_gone', { details: { name } });
    if (row.licensed && !release) throw new Fault('device_licensed', { details: { name } });
    if (row.licensed && release) await endLicence(tx, connection, name, release.by);
    await deleteDevice(tx, connection.id, name);
    await forgotten(tx, connection, name);
    const common = { projectId: connection.projectId, connectionId: connection.id, device: name };
    await record(tx, [{ ...common, type: 'device.forgotten', at: clock.now(), data: {} }]);
    await announceDevices(tx, connection, [name]);
  });
}
