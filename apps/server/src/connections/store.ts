import { sql } from 'kysely';
import { type Executor, jsonb, prepared } from '../platform/db/index.ts';
import type { ConnectionRow, ConnectionTables, Place } from './tables.ts';

/** A connection with the id by which devices know it. */
export type StoredConnection = ConnectionRow & { wire_id: string };

type Known = 'id' | 'project_id' | 'name' | 'partition' | 'account_id' | 'region' | 'endpoint' | 'role_arn' | 'blind';
/** What other features know of it. */
export type StoredRef = Pick<ConnectionRow, Known> & { wire_id: string };

const tables = (executor: Executor) => executor.withTables<ConnectionTables>();

function selectConnections(executor: Executor) {
  return tables(executor)
    .selectFrom('connections as c')
    .innerJoin('wire_identities as w', (join) =>
      join
        .onRef('w.partition', '=', 'c.partition')
        .onRef('w.account_id', '=', 'c.account_id')
        .onRef('w.region', '=', 'c.region'),
    )
    .selectAll('c')
    .select('w.wire_id');
}

/** `locked`: nobody else changes it until the end of the transaction. */
export function getConnection(executor: Executor, id: string, how?: 'locked'): Promise<StoredConnection | undefined> {
  return selectConnections(executor)
    .where('c.id', '=', id)
    .$if(how === 'locked', (query) => query.forUpdate('c'))
    .executeTakeFirst();
}

export function listConnections(executor: Executor, ids: readonly string[]): Promise<StoredConnection[]> {
  return selectConnections(executor)
    .where('c.id', '=', (any) => any.fn.any(any.val(ids)))
    .execute();
}

export function getActiveByWireId(executor: Executor, wireId: string): Promise<StoredConnection | undefined> {
  return selectConnections(executor).where('w.wire_id', '=', wireId).where('c.state', '=', 'active').executeTakeFirst();
}

export function listActive(executor: Executor): Promise<StoredConnection[]> {
  return selectConnections(executor).where('c.state', '=', 'active').orderBy('c.created_at').execute();
}

/** What others know of every connection of a project, whatever its state. Every page of devices asks for it. */
export async function listRefs(executor: Executor, projectId: string): Promise<StoredRef[]> {
  const { rows } =
    await sql<StoredRef>`${prepared} select c.id, c.project_id, c.name, w.wire_id, c.partition, c.account_id,
      c.region, c.endpoint, c.role_arn, c.blind
    from connections c join wire_identities w
      on w.partition = c.partition and w.account_id = c.account_id and w.region = c.region
    where c.project_id = ${projectId}`.execute(executor);
  return rows;
}

/** What a project has, with attempts that somebody works on just now, unless they are being taken back. */
export function listOfProject(executor: Executor, projectId: string, now: Date): Promise<StoredConnection[]> {
  return selectConnections(executor)
    .where('c.project_id', '=', projectId)
    .where((where) => {
      const attempts = where
        .selectFrom('operations as o')
        .select('o.id')
        .whereRef('o.connection_id', '=', 'c.id')
        .where('o.state', '=', 'running')
        .where('o.lease_until', '>', now)
        .where('o.error', 'is', null);
      return where.or([where('c.state', '<>', 'creating'), where.exists(attempts)]);
    })
    .orderBy(sql`lower(c.name)`)
    .execute();
}

export async function getProjectOf(executor: Executor, id: string): Promise<string | undefined> {
  const row = await tables(executor)
    .selectFrom('connections')
    .select('project_id')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.project_id;
}

export function getByPlace(executor: Executor, place: Place): Promise<StoredConnection | undefined> {
  return selectConnections(executor)
    .where('c.partition', '=', place.partition)
    .where('c.account_id', '=', place.accountId)
    .where('c.region', '=', place.region)
    .executeTakeFirst();
}

/** The wire id of a place; `undefined` when it was never connected. */
export async function getWireId(executor: Executor, place: Place): Promise<string | undefined> {
  const row = await tables(executor)
    .selectFrom('wire_identities')
    .select('wire_id')
    .where('partition', '=', place.partition)
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .executeTakeFirst();
  return row?.wire_id;
}

/** Whether the row went in; `false` when its place or its name is taken. Waits for others that are about to take them. */
export async function insertConnection(tx: Executor, row: ConnectionRow): Promise<boolean> {
  const inserted = await tables(tx)
    .insertInto('connections')
    .values({ ...row, findings: jsonb(row.findings) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** The wire id of a place, made when it has none. */
export async function ensureWireId(tx: Executor, place: Place, fresh: string, now: Date): Promise<string> {
  const { partition, accountId: account_id, region } = place;
  const row = await tables(tx)
    .insertInto('wire_identities')
    .values({ partition, account_id, region, wire_id: fresh, created_at: now })
    // An update that changes nothing, because only a row that was touched is returned.
    .onConflict((conflict) =>
      conflict
        .columns(['partition', 'account_id', 'region'])
        .doUpdateSet((set) => ({ region: set.ref('excluded.region') })),
    )
    .returning('wire_id')
    .executeTakeFirstOrThrow();
  return row.wire_id;
}

/** Whether a project has a connection of this name, without regard to case. */
export async function hasName(executor: Executor, projectId: string, name: string): Promise<boolean> {
  const row = await tables(executor)
    .selectFrom('connections')
    .select('id')
    .where('project_id', '=', projectId)
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .executeTakeFirst();
  return row !== undefined;
}

/** `false` when another connection of the project has the name. */
export async function renameConnection(tx: Executor, id: string, name: string, now: Date): Promise<boolean> {
  const renamed = await tables(tx)
    .updateTable('connections as c')
    .set({ name, updated_at: now })
    .where('c.id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('connections as other')
            .select('other.id')
            .whereRef('other.project_id', '=', 'c.project_id')
            .whereRef('other.id', '<>', 'c.id')
            .where(sql<boolean>`lower(other.name) = lower(${name})`),
        ),
      ),
    )
    .returning('c.id')
    .executeTakeFirst();
  return renamed !== undefined;
}

export async function activateConnection(tx: Executor, id: string, probeLatencyMs: number, now: Date): Promise<void> {
  await tables(tx)
    .updateTable('connections')
    .set({ state: 'active', probe_latency_ms: probeLatencyMs, updated_at: now })
    .where('id', '=', id)
    .execute();
}

/** Gives an older connection its role, once. */
export async function setRole(
  tx: Executor,
  id: string,
  { roleArn, probeLatencyMs }: { roleArn: string; probeLatencyMs: number },
  now: Date,
): Promise<void> {
  await tables(tx)
    .updateTable('connections')
    .set({ role_arn: roleArn, probe_latency_ms: probeLatencyMs, updated_at: now })
    .where('id', '=', id)
    .where('role_arn', 'is', null)
    .execute();
}

export async function setPresence(tx: Executor, id: string, on: boolean): Promise<void> {
  await tables(tx).updateTable('connections').set({ presence: on }).where('id', '=', id).execute();
}

/** Marks a connection as being deleted. `false` unless it is active, or a deletion of it has failed before. */
export async function markDeleting(tx: Executor, id: string, now: Date): Promise<boolean> {
  const marked = await tables(tx)
    .updateTable('connections')
    .set({ state: 'deleting', updated_at: now })
    .where('id', '=', id)
    .where('state', 'in', ['active', 'deleting'])
    .returning('id')
    .executeTakeFirst();
  return marked !== undefined;
}

/** Removes a connection and everything of it except its operations and its journal. */
export async function deleteConnection(tx: Executor, id: string): Promise<void> {
  await tables(tx).deleteFrom('connections').where('id', '=', id).execute();
}
