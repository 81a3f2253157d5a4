import { type Insertable, sql } from 'kysely';
import { type Executor, jsonb } from '../../platform/db/index.ts';
import type { FileRow, FileTables, FileVersionRow } from './tables.ts';

const db = (executor: Executor) => executor.withTables<FileTables>();

export function listFiles(executor: Executor, projectId: string): Promise<FileRow[]> {
  return db(executor)
    .selectFrom('files')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('deleted_at', 'is', null)
    .orderBy(sql`lower(name)`)
    .execute();
}

export function findFile(executor: Executor, id: string): Promise<FileRow | undefined> {
  return db(executor)
    .selectFrom('files')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/** The same, locked until the transaction ends. */
export function lockFile(tx: Executor, id: string): Promise<FileRow | undefined> {
  return db(tx)
    .selectFrom('files')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

/** Returns false when the project has a file of that name; names differ by more than case. */
export async function insertFile(tx: Executor, file: FileRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db(tx)
    .insertInto('files')
    .values(file)
    .onConflict((conflict) =>
      conflict.expression(sql`project_id, lower(name)`).where('deleted_at', 'is', null).doNothing(),
    )
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Whether another file of the project has the name. */
export async function nameIsTaken(executor: Executor, { project_id, id }: FileRow, name: string): Promise<boolean> {
  const other = await db(executor)
    .selectFrom('files')
    .select('id')
    .where('project_id', '=', project_id)
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .where('id', '!=', id)
    .executeTakeFirst();
  return other !== undefined;
}

export type FileChange = Partial<
  Pick<FileRow, 'name' | 'description' | 'latest_version' | 'numbered' | 'updated_at' | 'deleted_at'>
>;

export async function changeFile(tx: Executor, id: string, change: FileChange): Promise<void> {
  await db(tx).updateTable('files').set(change).where('id', '=', id).execute();
}

export async function insertVersion(tx: Executor, version: FileVersionRow): Promise<void> {
  const values = { ...version, settings: jsonb(version.settings) };
  await db(tx)
    .insertInto('file_versions')
    .values(values as Insertable<FileTables['file_versions']>)
    .execute();
}

/** Versions of a file, newest first. */
export function listVersions(executor: Executor, fileId: string): Promise<FileVersionRow[]> {
  return db(executor)
    .selectFrom('file_versions')
    .selectAll()
    .where('file_id', '=', fileId)
    .where('deleted_at', 'is', null)
    .orderBy('number', 'desc')
    .execute();
}

export function findVersion(executor: Executor, fileId: string, number: number): Promise<FileVersionRow | undefined> {
  return db(executor)
    .selectFrom('file_versions')
    .selectAll()
    .where('file_id', '=', fileId)
    .where('number', '=', number)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/** Any version that is kept, also one that was deleted and that devices may still have to fetch. */
export function findKeptVersion(executor: Executor, id: string): Promise<FileVersionRow | undefined> {
  return db(executor).selectFrom('file_versions').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Marks versions of a file as deleted: one, or all. */
export async function markDeleted(tx: Executor, fileId: string, at: Date, number?: number): Promise<void> {
  await db(tx)
    .updateTable('file_versions')
    .set({ deleted_at: at })
    .where('file_id', '=', fileId)
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
    .selectFrom('file_versions')
    .select('id')
    .where('deleted_at', '<', before)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Removes deleted versions for good, and deleted files of which nothing is left. Their contents are swept later. */
export async function purge(tx: Executor, versionIds: readonly string[]): Promise<void> {
  const gone = await db(tx)
    .deleteFrom('file_versions')
    .where('id', '=', (any) => any.fn.any(any.val([...versionIds])))
    .where('deleted_at', 'is not', null)
    .returning('file_id')
    .execute();
  const files = [...new Set(gone.map((row) => row.file_id))];
  await db(tx)
    .deleteFrom('files')
    .where('id', '=', (any) => any.fn.any(any.val(files)))
    .where('deleted_at', 'is not', null)
    .where(sql<boolean>`not exists (select 1 from file_versions v where v.file_id = files.id)`)
    .execute();
}
