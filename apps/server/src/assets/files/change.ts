import { Fault, fieldFault } from '@thingdock/api';
import { announce } from '../../events/index.ts';
import { type Executor, isUniqueViolation } from '../../platform/db/index.ts';
import type { FileDeps } from './add-version.ts';
import * as store from './store.ts';
import type { FileRow } from './tables.ts';

type ChangeDeps = Pick<FileDeps, 'database' | 'clock'>;

/** Renames a file or describes it. Throws `not_found`, `file_name_taken`. */
export async function changeFile(
  deps: ChangeDeps,
  fileId: string,
  { name, description }: { name?: string; description?: string | null },
): Promise<void> {
  const renamed = withFile(deps, fileId, async (tx, file, now) => {
    const wanted = name ?? file.name;
    if (await store.nameIsTaken(tx, file, wanted)) throw fieldFault('name', 'file_name_taken', { name: wanted });
    const words = description === undefined ? file.description : description;
    await store.changeFile(tx, fileId, { name: wanted, description: words, updated_at: now });
  });
  await renamed.catch((error: unknown) => {
    // Two names can become the same at once: each is free until the other is kept.
    throw isUniqueViolation(error) ? fieldFault('name', 'file_name_taken', { name: name ?? '' }) : error;
  });
}

/** Deletes a file. Its versions stay for the devices that were told to fetch them, until no device is. */
export async function deleteFile(deps: ChangeDeps, fileId: string): Promise<void> {
  await withFile(deps, fileId, async (tx, _file, now) => {
    await store.markDeleted(tx, fileId, now);
    await store.changeFile(tx, fileId, { deleted_at: now, updated_at: now });
  });
}

/** Deletes a version likewise. Throws `version_only` for the last one. */
export async function deleteVersion(deps: ChangeDeps, fileId: string, number: number): Promise<void> {
  await withFile(deps, fileId, async (tx, _file, now) => {
    const versions = await store.listVersions(tx, fileId);
    const rest = versions.filter((version) => version.number !== number);
    if (rest.length === versions.length) throw new Fault('not_found', { details: { what: 'version of this file' } });
    const [newest] = rest;
    if (!newest) throw new Fault('version_only', { details: { number } });
    await store.markDeleted(tx, fileId, now, number);
    await store.changeFile(tx, fileId, { latest_version: newest.number, updated_at: now });
  });
}

async function withFile(
  { database, clock }: ChangeDeps,
  fileId: string,
  change: (tx: Executor, file: FileRow, now: Date) => Promise<void>,
): Promise<void> {
  await database.transaction(async (tx) => {
    const file = await store.lockFile(tx, fileId);
    if (!file) throw new Fault('not_found', { details: { what: 'file' } });
    await change(tx, file, new Date(clock.now()));
    await announce(tx, { type: 'file', projectId: file.project_id, keys: [fileId] });
  });
}
