import { Fault, type FileAsset, type FileVersion } from '@thingdock/api';
import type { Handlers } from '../../platform/http/index.ts';
import { addVersion, createFile, type FileDeps } from './add-version.ts';
import { changeFile, deleteFile, deleteVersion } from './change.ts';
import * as store from './store.ts';
import type { FileRow, FileVersionRow } from './tables.ts';

export type FileRoutes = Pick<
  Handlers,
  | 'files.list'
  | 'files.create'
  | 'files.get'
  | 'files.change'
  | 'files.version'
  | 'files.delete'
  | 'files.deleteVersion'
>;

export function fileRoutes(deps: FileDeps): FileRoutes {
  const { database } = deps;

  async function withVersions(file: FileRow | undefined) {
    if (!file) throw new Fault('not_found', { details: { what: 'file' } });
    const versions = await store.listVersions(database.root, file.id);
    return { ...toFile(file), versions: versions.map(toVersion) };
  }
  const shown = async (fileId: string) => withVersions(await store.findFile(database.root, fileId));

  return {
    'files.list': async ({ params }) => ({
      items: (await store.listFiles(database.root, params.projectId)).map(toFile),
    }),
    'files.create': async ({ params, body, user }) =>
      withVersions(await createFile(deps, params.projectId, { ...body, createdBy: user.name })),
    'files.get': async ({ params }) => shown(params.fileId),
    async 'files.change'({ params, body }) {
      await changeFile(deps, params.fileId, body);
      return shown(params.fileId);
    },
    'files.version': async ({ params, body, user }) =>
      toVersion(await addVersion(deps, params.fileId, { ...body, createdBy: user.name })),
    async 'files.delete'({ params }) {
      await deleteFile(deps, params.fileId);
      return {};
    },
    async 'files.deleteVersion'({ params }) {
      await deleteVersion(deps, params.fileId, fileVersionNumber(params.number));
      return {};
    },
  };
}

/** A number out of a path. Throws `not_found` for what is none. */
export function fileVersionNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Fault('not_found', { details: { what: 'version of this file' } });
  return Number(text);
}

function toFile(row: FileRow): FileAsset {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    description: row.description,
    latestVersion: row.latest_version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function toVersion(row: FileVersionRow): FileVersion {
  const { number, title, comment, filename, size, sha256, settings } = row;
  return {
    ...{ number, title, comment, filename, size, sha256, ...settings },
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}
