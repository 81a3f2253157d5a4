import { sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';

/** Where assets of one kind are kept: they themselves, and their versions with the column that names the asset. */
type Tables =
  | { assets: 'flows'; versions: 'flow_versions'; asset: 'flow_id' }
  | { assets: 'files'; versions: 'file_versions'; asset: 'file_id' };

/** What is the same of flows and files: names that differ by more than case, and versions that are deleted first and removed later. */
export type AssetStore<Row> = {
  /** Of a project, by name. */
  list(executor: Executor, projectId: string): Promise<Row[]>;
  find(executor: Executor, id: string): Promise<Row | undefined>;
  /** The same, locked until the transaction ends: whoever changes the asset at the same time waits. */
  lock(tx: Executor, id: string): Promise<Row | undefined>;
  /** Whether another asset of the project has the name. */
  nameIsTaken(executor: Executor, asset: { project_id: string; id: string }, name: string): Promise<boolean>;
  /** Marks versions of an asset as deleted: one, or all. */
  markDeleted(tx: Executor, id: string, at: Date, number?: number): Promise<void>;
  /** Ids of versions that were deleted before a time, in order, from behind one of them on. */
  listDeleted(executor: Executor, before: Date, page: { after: string; limit: number }): Promise<string[]>;
  /** Removes deleted versions for good, and deleted assets of which nothing is left. */
  purge(tx: Executor, versionIds: readonly string[]): Promise<void>;
};

export function assetStore<Row>(tables: Tables): AssetStore<Row> {
  const [assets, versions, asset] = [sql.table(tables.assets), sql.table(tables.versions), sql.ref(tables.asset)];
  const byId = (id: string) => sql<Row>`select * from ${assets} where id = ${id} and deleted_at is null`;

  return {
    async list(executor, projectId) {
      const query = sql<Row>`select * from ${assets} where project_id = ${projectId} and deleted_at is null
        order by lower(name)`;
      return (await query.execute(executor)).rows;
    },
    find: async (executor, id) => (await byId(id).execute(executor)).rows[0],
    lock: async (tx, id) => (await sql<Row>`${byId(id)} for update`.execute(tx)).rows[0],
    async nameIsTaken(executor, { project_id, id }, name) {
      const { rows } = await sql`select 1 from ${assets} where project_id = ${project_id} and deleted_at is null
        and lower(name) = lower(${name}) and id <> ${id} limit 1`.execute(executor);
      return rows.length > 0;
    },
    async markDeleted(tx, id, at, number) {
      const one = number === undefined ? sql`` : sql`and number = ${number}`;
      await sql`update ${versions} set deleted_at = ${at} where ${asset} = ${id} and deleted_at is null ${one}`.execute(
        tx,
      );
    },
    async listDeleted(executor, before, { after, limit }) {
      const { rows } = await sql<{
        id: string;
      }>`select id from ${versions} where deleted_at < ${before} and id > ${after}
        order by id limit ${limit}`.execute(executor);
      return rows.map((row) => row.id);
    },
    async purge(tx, versionIds) {
      const { rows } = await sql<{ id: string }>`delete from ${versions} where id = any(${versionIds}::text[])
        and deleted_at is not null returning ${asset} as id`.execute(tx);
      await sql`delete from ${assets} as a where id = any(${[...new Set(rows.map((row) => row.id))]}::text[])
        and deleted_at is not null
        and not exists (select 1 from ${versions} v where v.${asset} = a.id)`.execute(tx);
    },
  };
}
