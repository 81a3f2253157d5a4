import { type Insertable, sql } from 'kysely';
import { type Executor, jsonb } from '../../platform/db/index.ts';
import { assetStore } from '../store.ts';
import type { FlowRow, FlowTables, FlowVersionHead, FlowVersionRow } from './tables.ts';

const db = (executor: Executor) => executor.withTables<FlowTables>();

const kept = assetStore<FlowRow>({ assets: 'flows', versions: 'flow_versions', asset: 'flow_id' });
export const { list: listFlows, find: findFlow, lock: lockFlow } = kept;
export const { nameIsTaken, markDeleted, listDeleted, purge } = kept;

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
