import type { Executor } from '../../platform/db/index.ts';
import type { DeviceTables } from '../tables.ts';

/** Keeps what a device says of its monitoring. `false` when that was known. */
export async function saveReported(
  tx: Executor,
  connectionId: string,
  thingName: string,
  on: boolean,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .withTables<DeviceTables>()
    .updateTable('devices')
    .set({ monitoring_reported: on })
    .where('connection_id', '=', connectionId)
    .where('thing_name', '=', thingName)
    .where('monitoring_reported', 'is distinct from', on)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
