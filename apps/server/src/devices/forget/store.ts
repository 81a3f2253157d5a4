import { sql } from 'kysely';
import type { Executor } from '../../platform/db/index.ts';

/** Removes a device and its timeline. */
export async function deleteDevice(tx: Executor, connectionId: string, name: string): Promise<void> {
  await sql`delete from device_transitions where connection_id = ${connectionId} and thing_name = ${name}`.execute(tx);
  await sql`delete from devices where connection_id = ${connectionId} and thing_name = ${name}`.execute(tx);
}
