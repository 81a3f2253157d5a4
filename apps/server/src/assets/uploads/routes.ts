import { Readable } from 'node:stream';
import { Fault, type Upload } from '@thingdock/api';
import { parseFilename } from '@thingdock/device-protocol';
import type { Handlers } from '../../platform/http/index.ts';
import { fileFault } from '../files/settings.ts';
import type { UploadRow } from '../files/tables.ts';
import * as store from './store.ts';
import { type PartDeps, takePart } from './take-part.ts';

export type UploadRoutes = Pick<Handlers, 'uploads.start' | 'uploads.get' | 'uploads.cancel'>;

/** What arrived of an upload that nobody finishes is kept so long. */
const KEPT_MS = 86_400_000;

export function uploadRoutes(deps: PartDeps): UploadRoutes {
  const { database, clock, ids, blobs } = deps;
  return {
    async 'uploads.start'({ params, body: { filename, size }, user }) {
      const name = parseFilename(filename);
      if (!name.ok) throw fileFault('filename', name.problem);
      if ((await blobs.room()) < size) throw new Fault('disk_full');
      const now = clock.now();
      const upload: UploadRow = {
        ...{ id: ids.uuid(), project_id: params.projectId, filename, size, received: 0, sha256: null },
        ...{ created_by: user.name, created_at: new Date(now), expires_at: new Date(now + KEPT_MS) },
        ...{ lease_token: null, lease_until: null },
      };
      await store.insertUpload(database.root, upload);
      if (size > 0) return toUpload(upload);
      // Nothing follows, so it is whole already.
      return toUpload(await takePart(deps, upload.id, { offset: 0, body: Readable.from([]) }));
    },
    async 'uploads.get'({ params }) {
      const upload = await store.findUpload(database.root, params.uploadId);
      if (!upload || upload.expires_at.getTime() <= clock.now())
        throw new Fault('not_found', { details: { what: 'upload' } });
      return toUpload(upload);
    },
    async 'uploads.cancel'({ params }) {
      await store.deleteUpload(database.root, params.uploadId);
      await blobs.discard(params.uploadId);
      return {};
    },
  };
}

export function toUpload(row: UploadRow): Upload {
  const { id, filename, size, received, sha256 } = row;
  return { id, filename, size, received, sha256, expiresAt: row.expires_at.toISOString() };
}
