import { type Insertable, sql } from 'kysely';
import { type Executor, jsonb } from '../../platform/db/index.ts';
import type { FlowRow, FlowTables, FlowVersionHead, FlowVersionRow } from './tables.ts';

const db = (executor: Executor) => executor.withTables<FlowTables>();

const HEAD = [
  'id',
  'flow_id',
  'number',
  'title',
  'comment',
  'size',
  'sha256',
  'packages',
  'credentials_of',
  'created_by',
  'created_at',
  'deleted_at',
] as const;

export function listFlows(executor: Executor, projectId: string): Promise<FlowRow[]> {
  return db(executor)
    .selectFrom('flows')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('deleted_at', 'is', null)
    .orderBy(sql`lower(name)`)
    .execute();
}

export function findFlow(executor: Executor, id: string): Promise<FlowRow | undefined> {
  return db(executor)
    .selectFrom('flows')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/** The same, locked until the transaction ends: whoever changes the flow at the same time waits. */
export function lockFlow(tx: Executor, id: string): Promise<FlowRow | undefined> {
  return db(tx)
    .selectFrom('flows')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

/** Returns false when the project has a flow of that name; names differ by more than case. */
export async function insertFlow(tx: Executor, flow: FlowRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db(tx)
    .insertInto('flows')
    .values(flow)
    .onConflict((conflict) =>
      conflict.expression(sql`project_id, lower(name)`).where('deleted_at', 'is', null).doNothing(),
    )
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Whether another flow of the project has the name. */
export async function nameIsTaken(executor: Executor, { project_id, id }: FlowRow, name: string): Promise<boolean> {
  const other = await db(executor)
    .selectFrom('flows')
    .select('id')
    .where('project_id', '=', project_id)
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .where('id', '!=', id)
    .executeTakeFirst();
  return other !== undefined;
}

export type FlowChange = Partial<
  Pick<FlowRow, 'name' | 'latest_version' | 'master_version' | 'numbered' | 'updated_at' | 'deleted_at'>
>;

export async function changeFlow(tx: Executor, id: string, change: FlowChange): Promise<void> {
  await db(tx).updateTable('flows').set(change).where('id', '=', id).execute();
}

export async function insertVersion(tx: Executor, version: FlowVersionRow): Promise<void> {
  const values = { ...version, packages: jsonb(version.packages), credentials_of: jsonb(version.credentials_of) };
  await db(tx)
    .insertInto('flow_versions')
    .values(values as Insertable<FlowTables['flow_versions']>)
    .execute();
}

/** Versions of a flow, newest first, without their content. */
export function listVersions(executor: Executor, flowId: string): Promise<FlowVersionHead[]> {
  return db(executor)
    .selectFrom('flow_versions')
    .select(HEAD)
    .where('flow_id', '=', flowId)
    .where('deleted_at', 'is', null)
    .orderBy('number', 'desc')
    .execute();
}

export function findVersion(executor: Executor, flowId: string, number: number): Promise<FlowVersionRow | undefined> {
  return db(executor)
    .selectFrom('flow_versions')
    .selectAll()
    .where('flow_id', '=', flowId)
    .where('number', '=', number)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/** Any version that is kept, also one that was deleted and that devices may still have to fetch. */
export function findKeptVersion(executor: Executor, id: string): Promise<FlowVersionRow | undefined> {
  return db(executor).selectFrom('flow_versions').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Marks versions of a flow as deleted: one, or all. */
export async function markDeleted(tx: Executor, flowId: string, at: Date, number?: number): Promise<void> {
  await db(tx)
    .updateTable('flow_versions')
    .set({ deleted_at: at })
    .where('flow_id', '=', flowId)
    .where('deleted_at', 'is', null)
    .$if(number !== undefined, (query) => query.where('number', '=', number ?? 0))
    .execute();
}

/** Ids of versions that were deleted before a time, in order, from behind one of them on. */
export async function listDeleted(
  executor: Executor,
  before: Date,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const rows = await db(executor)
    .selectFrom('flow_versions')
    .select('id')
    .where('deleted_at', '<', before)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Removes deleted versions for good, and deleted flows of which nothing is left. */
export async function purge(tx: Executor, versionIds: readonly string[]): Promise<void> {
  const gone = await db(tx)
    .deleteFrom('flow_versions')
    .where('id', '=', (any) => any.fn.any(any.val([...versionIds])))
    .where('deleted_at', 'is not', null)
    .returning('flow_id')
    .execute();
  const flows = [...new Set(gone.map((row) => row.flow_id))];
  await db(tx)
    .deleteFrom('flows')
    .where('id', '=', (any) => any.fn.any(any.val(flows)))
    .where('deleted_at', 'is not', null)
    .where(sql<boolean>`not exists (select 1 from flow_versions v where v.flow_id = flows.id)`)
    .execute();
}

/** Versions from before credentials were kept apart. */
export function listWhole(executor: Executor, limit: number): Promise<FlowVersionRow[]> {
  return db(executor)
    .selectFrom('flow_versions')
    .selectAll()
    .where('credentials_of', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export type Separated = Pick<
  FlowVersionRow,
  'id' | 'size' | 'sha256' | 'content_sealed' | 'credentials_sealed' | 'credentials_of'
>;

export async function saveSeparated(executor: Executor, { id, ...parts }: Separated): Promise<void> {
  await db(executor)
    .updateTable('flow_versions')
    .set({ ...parts, credentials_of: jsonb(parts.credentials_of) })
    .where('id', '=', id)
    .where('credentials_of', 'is', null)
    .execute();
}
