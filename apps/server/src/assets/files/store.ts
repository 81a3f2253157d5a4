import { type Insertable, sql } from 'kysely';
import { type Executor, jsonb } from '../../platform/db/index.ts';
import { assetStore } from '../store.ts';
import type { FileRow, FileTables, FileVersionRow } from './tables.ts';

const db = (executor: Executor) => executor.withTables<FileTables>();

const kept = assetStore<FileRow>({ assets: 'files', versions: 'file_versions', asset: 'file_id' });
export const { list: listFiles, find: findFile, lock: lockFile } = kept;
export const { nameIsTaken, markDeleted, listDeleted, purge } = kept;

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
