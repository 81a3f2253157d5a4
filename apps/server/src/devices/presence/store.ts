import { sql } from 'kysely';
import { type Executor, jsonb } from '../../platform/db/index.ts';
import type { DeviceTables } from '../tables.ts';
import type { Visit } from './sharing.ts';
import type { Witness } from './witness.ts';

/** Table of migration 0016. */
type PresenceTables = DeviceTables & {
  device_presence: {
    connection_id: string;
    thing_name: string;
    session: string;
    version: number;
    connected: boolean;
    at: Date;
    address: string | null;
    takeovers: Visit[];
  };
};

const db = (executor: Executor) => executor.withTables<PresenceTables>();

export type Known = { witness: Witness; visits: readonly Visit[] };

/** Lock the device first. */
export async function findPresence(tx: Executor, connectionId: string, thingName: string): Promise<Known | undefined> {
  const row = await db(tx)
    .selectFrom('device_presence')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('thing_name', '=', thingName)
    .executeTakeFirst();
  if (!row) return undefined;
  const { session, version, connected, at, address, takeovers } = row;
  return { witness: { session, version, connected, at: at.getTime(), address }, visits: takeovers };
}

export async function savePresence(
  tx: Executor,
  connectionId: string,
  thingName: string,
  { witness, visits }: Known,
): Promise<void> {
  const changed = { ...witness, at: new Date(witness.at), takeovers: jsonb([...visits]) };
  await db(tx)
    .insertInto('device_presence')
    .values({ connection_id: connectionId, thing_name: thingName, ...changed })
    .onConflict((conflict) => conflict.columns(['connection_id', 'thing_name']).doUpdateSet(changed))
    .execute();
}

/** Notes from where two devices connect under one name, until when that counts. Returns whether that is news. */
export async function saveShared(
  tx: Executor,
  key: { connectionId: string; thingName: string },
  { addresses, now, until }: { addresses: readonly string[]; now: Date; until: Date },
): Promise<boolean> {
  const { rows } = await sql<{ news: boolean }>`
    update devices d set shared_until = ${until}, shared_addresses = ${addresses}::text[]
      from (select shared_until from devices where connection_id = ${key.connectionId} and thing_name = ${key.thingName}) as old
      where d.connection_id = ${key.connectionId} and d.thing_name = ${key.thingName}
      returning coalesce(old.shared_until <= ${now}, true) as news`.execute(tx);
  return rows[0]?.news ?? false;
}

/** Of those that are shown as shared: whose time is over. They are shown so no longer. */
export async function endShared(
  tx: Executor,
  now: Date,
): Promise<{ connectionId: string; projectId: string; thingName: string }[]> {
  return db(tx)
    .updateTable('devices')
    .set({ shared_until: null, shared_addresses: null })
    .where('shared_until', '<=', now)
    .returning(['connection_id as connectionId', 'project_id as projectId', 'thing_name as thingName'])
    .execute();
}

/** Those of the devices whose newest connection lasts, by AWS's word: `CONNECTION/DEVICE`. */
export async function listLive(
  executor: Executor,
  keys: readonly { connectionId: string; thingName: string }[],
): Promise<Set<string>> {
  const { rows } = await sql<{ connection_id: string; thing_name: string }>`
    select p.connection_id, p.thing_name from device_presence p
      join unnest(${keys.map(({ connectionId }) => connectionId)}::text[], ${keys.map(({ thingName }) => thingName)}::text[])
        as k (connection_id, thing_name) on k.connection_id = p.connection_id and k.thing_name = p.thing_name
      join connections c on c.id = p.connection_id and c.presence
      where p.connected`.execute(executor);
  return new Set(rows.map((row) => `${row.connection_id}/${row.thing_name}`));
}
