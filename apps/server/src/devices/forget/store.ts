import { sql } from 'kysely';
import type { Executor } from '../../platform/db/index.ts';

/** Those of these devices that AWS has no more, by name. */
export async function listGone(executor: Executor, connectionId: string, names: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ thing_name: string }>`select thing_name from devices
    where connection_id = ${connectionId} and thing_name = any(${names}) and gone_at is not null
    order by thing_name`.execute(executor);
  return rows.map((row) => row.thing_name);
}

/** Removes devices and their timelines. */
export async function deleteDevices(tx: Executor, connectionId: string, names: readonly string[]): Promise<void> {
  await sql`delete from device_transitions where connection_id = ${connectionId} and thing_name = any(${names})`.execute(
    tx,
  );
  await sql`delete from device_flapping where connection_id = ${connectionId} and thing_name = any(${names})`.execute(
    tx,
  );
  await sql`delete from devices where connection_id = ${connectionId} and thing_name = any(${names})`.execute(tx);
}
