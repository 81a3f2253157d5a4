import { sql } from 'kysely';
import type { Executor } from '../../platform/db/index.ts';
import type { FileTables, UploadRow } from '../files/tables.ts';

const db = (executor: Executor) => executor.withTables<FileTables>();

export async function insertUpload(executor: Executor, upload: UploadRow): Promise<void> {
  await db(executor).insertInto('uploads').values(upload).execute();
}

export function findUpload(executor: Executor, id: string): Promise<UploadRow | undefined> {
  return db(executor).selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
}

export type Lease = { token: string; now: Date; until: Date };

/** Reserves an upload for one request. Undefined when it is not there, has expired, or another request has it. */
export function takeLease(executor: Executor, id: string, lease: Lease): Promise<UploadRow | undefined> {
  return db(executor)
    .updateTable('uploads')
    .set({ lease_token: lease.token, lease_until: lease.until })
    .where('id', '=', id)
    .where('expires_at', '>', lease.now)
    .where(({ eb, or }) => or([eb('lease_until', 'is', null), eb('lease_until', '<=', lease.now)]))
    .returningAll()
    .executeTakeFirst();
}

export type Progress = Partial<Pick<UploadRow, 'received' | 'sha256' | 'lease_until'>>;

/** Returns false when the lease is another's by now. */
export async function saveProgress(executor: Executor, id: string, token: string, progress: Progress) {
  const { numUpdatedRows } = await db(executor)
    .updateTable('uploads')
    .set(progress)
    .where('id', '=', id)
    .where('lease_token', '=', token)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Notes that a content is about to be brought, so that it is not removed meanwhile. */
export async function touchBlob(tx: Executor, sha256: string, size: number, now: Date): Promise<void> {
  await db(tx)
    .insertInto('blobs')
    .values({ sha256, size, touched_at: now })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ touched_at: now }))
    .execute();
}

/** Returns false when there was none. */
export async function deleteUpload(executor: Executor, id: string): Promise<boolean> {
  const { numDeletedRows } = await db(executor).deleteFrom('uploads').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deleteExpired(executor: Executor, now: Date): Promise<void> {
  await db(executor)
    .deleteFrom('uploads')
    .where('expires_at', '<=', now)
    .where(({ eb, or }) => or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))
    .execute();
}

/** Those of the ids that are uploads. */
export async function whichExist(executor: Executor, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db(executor)
    .selectFrom('uploads')
    .select('id')
    .where('id', '=', (any) => any.fn.any(any.val([...ids])))
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** Contents that nothing names and nobody brought since a time. */
export async function listLooseBlobs(executor: Executor, before: Date, limit: number): Promise<string[]> {
  const rows = await db(executor)
    .selectFrom('blobs')
    .select('sha256')
    .where('touched_at', '<', before)
    .where(sql<boolean>`not exists (select 1 from file_versions v where v.sha256 = blobs.sha256)`)
    .where(sql<boolean>`not exists (select 1 from uploads u where u.sha256 = blobs.sha256)`)
    .limit(limit)
    .execute();
  return rows.map((row) => row.sha256);
}

/** Returns false when the content is named, or was brought again, meanwhile. Whoever brings it now waits for the transaction. */
export async function deleteLooseBlob(tx: Executor, sha256: string, before: Date): Promise<boolean> {
  const { numDeletedRows } = await db(tx)
    .deleteFrom('blobs')
    .where('sha256', '=', sha256)
    .where('touched_at', '<', before)
    .where(sql<boolean>`not exists (select 1 from file_versions v where v.sha256 = blobs.sha256)`)
    .where(sql<boolean>`not exists (select 1 from uploads u where u.sha256 = blobs.sha256)`)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
