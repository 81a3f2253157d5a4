import { Fault, type FileSettings, fieldFault } from '@thingdock/api';
import type { Clock, Ids } from '@thingdock/effects';
import { announce } from '../../events/index.ts';
import type { Database, Executor } from '../../platform/db/index.ts';
import type { Blobs } from '../blobs/blobs.ts';
import { refuseConflict } from '../flows/add-version.ts';
import { settleUpload } from '../uploads/finish.ts';
import * as uploadStore from '../uploads/store.ts';
import { checkSettings, fileConfig } from './settings.ts';
import * as store from './store.ts';
import type { FileRow, FileVersionRow } from './tables.ts';

export type FileDeps = { database: Database; clock: Clock; ids: Ids; blobs: Blobs };

/** What a version is made of, besides its content; `createdBy` is the name of whoever makes it. */
export type VersionParts = FileSettings & { title?: string; comment?: string; createdBy: string };
type Content = Pick<FileVersionRow, 'filename' | 'size' | 'sha256'>;

/** Versions that one file can have. */
const MOST_VERSIONS = 999;

/**
 * Makes a file with its version 1 out of a finished upload, which is used up. Throws `not_found`, `upload_incomplete`,
 * `upload_lost`, `file_setting_invalid`, `file_name_taken`.
 */
export async function createFile(
  deps: FileDeps,
  projectId: string,
  { name, description, uploadId, ...parts }: VersionParts & { name: string; description?: string; uploadId: string },
): Promise<FileRow> {
  checkSettings(parts);
  const now = new Date(deps.clock.now());
  const file: FileRow = {
    ...{ id: deps.ids.uuid(), project_id: projectId, name, description: description ?? null },
    ...{ latest_version: 1, numbered: 1, created_at: now, updated_at: now, deleted_at: null },
  };
  const content = await settleUpload(deps, projectId, uploadId);
  const version = newVersion(deps, file, { parts, content });
  await deps.database.transaction(async (tx) => {
    if (!(await store.insertFile(tx, file))) throw fieldFault('name', 'file_name_taken', { name });
    await store.insertVersion(tx, version);
    await useUp(tx, uploadId);
    await announce(tx, { type: 'file', projectId, keys: [file.id] });
  });
  return file;
}

/**
 * Adds a version to a file: another content, or that of the newest version under other settings. Throws what `createFile`
 * throws, `version_conflict` and `versions_full`.
 */
export async function addVersion(
  deps: FileDeps,
  fileId: string,
  { uploadId, basedOn, ...parts }: VersionParts & { uploadId?: string; basedOn?: number },
): Promise<FileVersionRow> {
  checkSettings(parts);
  const { database, clock } = deps;
  const seen = await store.findFile(database.root, fileId);
  if (!seen) throw new Fault('not_found', { details: { what: 'file' } });
  const brought = uploadId === undefined ? undefined : await settleUpload(deps, seen.project_id, uploadId);
  return database.transaction(async (tx) => {
    const file = await store.lockFile(tx, fileId);
    if (!file) throw new Fault('not_found', { details: { what: 'file' } });
    const versions = await store.listVersions(tx, fileId);
    refuseConflict(versions, basedOn);
    if (versions.length >= MOST_VERSIONS) throw new Fault('versions_full', { details: { most: MOST_VERSIONS } });
    const content = brought ?? versions[0];
    if (!content) throw new Error('A file has no version left.');
    const number = file.numbered + 1;
    const version = newVersion(deps, { ...file, numbered: number }, { parts, content });
    await store.insertVersion(tx, version);
    await store.changeFile(tx, fileId, {
      latest_version: number,
      numbered: number,
      updated_at: new Date(clock.now()),
    });
    if (uploadId !== undefined) await useUp(tx, uploadId);
    await announce(tx, { type: 'file', projectId: file.project_id, keys: [fileId] });
    return version;
  });
}

/** An upload becomes one version. Whoever comes second with it is told that it is gone. */
async function useUp(tx: Executor, uploadId: string): Promise<void> {
  if (!(await uploadStore.deleteUpload(tx, uploadId))) throw new Fault('not_found', { details: { what: 'upload' } });
}

function newVersion(
  { clock, ids }: FileDeps,
  file: FileRow,
  { parts, content }: { parts: VersionParts; content: Content },
): FileVersionRow {
  const { title, comment, createdBy, directory, execute, hooks } = parts;
  const version: FileVersionRow = {
    ...{ id: ids.uuid(), file_id: file.id, number: file.numbered, title: title ?? null, comment: comment ?? null },
    ...{ filename: content.filename, size: content.size, sha256: content.sha256 },
    settings: { directory, execute, hooks },
    ...{ created_by: createdBy, created_at: new Date(clock.now()), deleted_at: null },
  };
  fileConfig(file, version);
  return version;
}
