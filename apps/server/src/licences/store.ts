import { sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';
import type { LicenceRow, LicenceTables, Pool } from './tables.ts';

const db = (executor: Executor) => executor.withTables<LicenceTables>();

const POOL = ['licence_limit', 'licences_registered', 'register_new'] as const;
const toPool = (row: Pick<LicenceTables['projects'], (typeof POOL)[number]>): Pool => ({
  limit: row.licence_limit,
  registered: row.licences_registered,
  registerNew: row.register_new,
});

export async function getPool(executor: Executor, projectId: string): Promise<Pool> {
  return toPool(
    await db(executor).selectFrom('projects').select(POOL).where('id', '=', projectId).executeTakeFirstOrThrow(),
  );
}

/**
 * The pool, held until the end of the transaction: nobody else registers or deletes meanwhile. Lock the devices first; rows
 * that refer to the project can still be written.
 */
export async function lockPool(tx: Executor, projectId: string): Promise<Pool> {
  return toPool(
    await db(tx)
      .selectFrom('projects')
      .select(POOL)
      .where('id', '=', projectId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow(),
  );
}

export async function changePool(
  tx: Executor,
  projectId: string,
  change: { limit?: number | null; registerNew?: boolean },
): Promise<void> {
  await db(tx)
    .updateTable('projects')
    .set({
      ...(change.limit === undefined ? {} : { licence_limit: change.limit }),
      ...(change.registerNew === undefined ? {} : { register_new: change.registerNew }),
    })
    .where('id', '=', projectId)
    .execute();
}

/** Takes so many licences out of the pool, or with a negative number gives them back. Lock the pool first. */
async function count(tx: Executor, projectId: string, more: number): Promise<void> {
  await db(tx)
    .updateTable('projects')
    .set((row) => ({ licences_registered: row('licences_registered', '+', more) }))
    .where('id', '=', projectId)
    .execute();
}

/** Of the devices, by thing name: the licence that covers each. Those without one are left out. */
export async function findRegistered(
  executor: Executor,
  wireId: string,
  names: readonly string[],
): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await db(executor)
    .selectFrom('licences')
    .select(['thing_name', 'id'])
    .where('wire_id', '=', wireId)
    .where('state', '=', 'registered')
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .execute();
  return new Map(rows.map((row) => [row.thing_name, String(row.id)]));
}

/** Those of a connection's devices that have a licence. */
export async function findLicensed(
  executor: Executor,
  connectionId: string,
  names: readonly string[],
): Promise<Set<string>> {
  const rows = await db(executor)
    .selectFrom('licences')
    .select('thing_name')
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'registered')
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .execute();
  return new Set(rows.map((row) => row.thing_name));
}

export async function isRegistered(executor: Executor, connectionId: string, thingName: string): Promise<boolean> {
  const row = await db(executor)
    .selectFrom('licences')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('thing_name', '=', thingName)
    .where('state', '=', 'registered')
    .executeTakeFirst();
  return row !== undefined;
}

export type Registering = { connectionId: string; projectId: string; names: readonly string[]; at: Date; by: string };

/** Registers licences for devices that have none; returns whose. Lock the pool, and see that enough are left, before. */
export async function insertRegistered(
  tx: Executor,
  { connectionId, projectId, names, at, by }: Registering,
): Promise<string[]> {
  if (names.length === 0) return [];
  const { rows } = await sql<{ thing_name: string }>`
    insert into licences (project_id, connection_id, connection_name, wire_id, thing_name, state, registered_at, registered_by)
      select c.project_id, c.id, c.name, w.wire_id, n.thing_name, 'registered', ${at}, ${by}
      from unnest(${names}::text[]) with ordinality as n (thing_name, position), connections c
        join wire_identities w on w.partition = c.partition and w.account_id = c.account_id and w.region = c.region
      where c.id = ${connectionId} order by n.position
      on conflict (wire_id, thing_name) where state = 'registered' do nothing
      returning thing_name`.execute(tx);
  await count(tx, projectId, rows.length);
  return rows.map((row) => row.thing_name);
}

export type Ending = { at: Date; by: string };

/** Deletes the licences of devices; returns whose they were. Lock the pool before. */
export async function endRegistered(
  tx: Executor,
  { projectId, connectionId, names }: { projectId: string; connectionId: string; names: readonly string[] },
  { at, by }: Ending,
): Promise<string[]> {
  const rows = await db(tx)
    .updateTable('licences')
    .set({ state: 'deleted', deleted_at: at, deleted_by: by })
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'registered')
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .returning('thing_name')
    .execute();
  if (rows.length > 0) await count(tx, projectId, -rows.length);
  return rows.map((row) => row.thing_name);
}

/** Names of devices of a connection that have a licence, in order, at most `limit`. */
export async function listNames(executor: Executor, connectionId: string, limit: number): Promise<string[]> {
  const rows = await db(executor)
    .selectFrom('licences')
    .select('thing_name')
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'registered')
    .orderBy('thing_name')
    .limit(limit)
    .execute();
  return rows.map((row) => row.thing_name);
}

export async function countOfConnection(executor: Executor, connectionId: string): Promise<number> {
  const row = await db(executor)
    .selectFrom('licences')
    .select((row) => row.fn.countAll<string>().as('count'))
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'registered')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export type Wish = {
  projectId: string;
  state?: LicenceRow['state'] | undefined;
  connectionId?: string | undefined;
  /** Begin of the device's name. */
  name?: string | undefined;
  /** Only those registered before the one of this id. */
  after?: number | undefined;
  limit: number;
};

export type ListedLicence = LicenceRow & { current_name: string | null };

/** The newest first; `current_name` is what the connection is called now, if it is still there. */
export function listLicences(executor: Executor, wish: Wish): Promise<ListedLicence[]> {
  const { state, connectionId, name, after } = wish;
  return executor
    .withTables<LicenceTables & { connections: { id: string; name: string } }>()
    .selectFrom('licences as l')
    .leftJoin('connections as c', 'c.id', 'l.connection_id')
    .selectAll('l')
    .select('c.name as current_name')
    .where('l.project_id', '=', wish.projectId)
    .$if(state !== undefined, (query) => query.where('l.state', '=', state ?? 'registered'))
    .$if(connectionId !== undefined, (query) => query.where('l.connection_id', '=', connectionId ?? ''))
    .$if(name !== undefined, (query) => query.where(sql<boolean>`starts_with(l.thing_name, ${name ?? ''})`))
    .$if(after !== undefined, (query) => query.where('l.id', '<', after ?? 0))
    .orderBy('l.id', 'desc')
    .limit(wish.limit)
    .execute();
}
