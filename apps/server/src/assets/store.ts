import { sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';
import type { AssetTables, FlowRow, FlowVersionRow } from './tables.ts';

const db = (executor: Executor) => executor.withTables<AssetTables>();

export function listFlows(executor: Executor, projectId: string): Promise<FlowRow[]> {
  return db(executor)
    .selectFrom('flows')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy(sql`lower(name)`)
    .execute();
}

export function findFlow(executor: Executor, id: string): Promise<FlowRow | undefined> {
  return db(executor).selectFrom('flows').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Returns false when the project has a flow of that name; names differ by more than case. */
export async function insertFlow(tx: Executor, flow: FlowRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db(tx)
    .insertInto('flows')
    .values(flow)
    .onConflict((conflict) => conflict.expression(sql`project_id, lower(name)`).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Takes the next version number of a flow; whoever asks at the same time waits and gets the one after. */
export async function takeVersionNumber(tx: Executor, flowId: string, now: Date): Promise<FlowRow | undefined> {
  return db(tx)
    .updateTable('flows')
    .set((column) => ({ latest_version: column('latest_version', '+', 1), updated_at: now }))
    .where('id', '=', flowId)
    .returningAll()
    .executeTakeFirst();
}

export async function insertVersion(tx: Executor, version: FlowVersionRow): Promise<void> {
  await db(tx).insertInto('flow_versions').values(version).execute();
}

/** Versions of a flow, newest first, without their content. */
export function listVersions(executor: Executor, flowId: string): Promise<Omit<FlowVersionRow, 'content_sealed'>[]> {
  return db(executor)
    .selectFrom('flow_versions')
    .select(['id', 'flow_id', 'number', 'title', 'comment', 'size', 'sha256', 'created_by', 'created_at'])
    .where('flow_id', '=', flowId)
    .orderBy('number', 'desc')
    .execute();
}

export function findVersion(executor: Executor, flowId: string, number: number): Promise<FlowVersionRow | undefined> {
  return db(executor)
    .selectFrom('flow_versions')
    .selectAll()
    .where('flow_id', '=', flowId)
    .where('number', '=', number)
    .executeTakeFirst();
}

export function findVersionById(executor: Executor, id: string): Promise<FlowVersionRow | undefined> {
  return db(executor).selectFrom('flow_versions').selectAll().where('id', '=', id).executeTakeFirst();
}
