import type { DeviceFilter } from '@thingdock/api';
import { sql } from 'kysely';
import { type Executor, jsonb } from '../../platform/db/index.ts';

/** A row of migration 0021. */
export type SavedFilterRow = {
  id: string;
  project_id: string;
  name: string;
  filter: DeviceFilter;
  created_by: string;
  created_at: Date;
};

const db = (executor: Executor) => executor.withTables<{ saved_filters: SavedFilterRow }>();

export function listFilters(executor: Executor, projectId: string): Promise<SavedFilterRow[]> {
  return db(executor)
    .selectFrom('saved_filters')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy(sql`lower(name)`)
    .execute();
}

export function findFilter(executor: Executor, id: string): Promise<SavedFilterRow | undefined> {
  return db(executor).selectFrom('saved_filters').selectAll().where('id', '=', id).executeTakeFirst();
}

/** How many a project has; until the transaction ends, nobody else counts. */
export async function countFilters(tx: Executor, projectId: string): Promise<number> {
  await sql`select 1 from projects where id = ${projectId} for no key update`.execute(tx);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from saved_filters
    where project_id = ${projectId}`.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function insertFilter(tx: Executor, row: SavedFilterRow): Promise<void> {
  await db(tx)
    .insertInto('saved_filters')
    .values({ ...row, filter: jsonb(row.filter) })
    .execute();
}

/** Returns the filter as it is then; `undefined` when there is none. */
export function updateFilter(
  tx: Executor,
  id: string,
  { name, filter }: { name?: string | undefined; filter?: DeviceFilter | undefined },
): Promise<SavedFilterRow | undefined> {
  return db(tx)
    .updateTable('saved_filters')
    .set((any) => ({ name: name ?? any.ref('name'), filter: filter ? jsonb(filter) : any.ref('filter') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export function deleteFilter(tx: Executor, id: string): Promise<SavedFilterRow | undefined> {
  return db(tx).deleteFrom('saved_filters').where('id', '=', id).returningAll().executeTakeFirst();
}
