import { Fault } from '@thingdock/api';
import type { Database } from '../../platform/db/index.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { UploadRow } from '../files/tables.ts';
import * as store from './store.ts';

/**
 * A finished upload of a project, its content kept. Throws `not_found`, `upload_incomplete`, and `upload_lost` when somebody
 * took what had arrived off the disk.
 */
export async function settleUpload(
  { database, blobs }: { database: Database; blobs: Blobs },
  projectId: string,
  uploadId: string,
): Promise<UploadRow & { sha256: string }> {
  const upload = await store.findUpload(database.root, uploadId);
  if (upload?.project_id !== projectId) throw new Fault('not_found', { details: { what: 'upload' } });
  const { sha256, received, size } = upload;
  if (sha256 === null) throw new Fault('upload_incomplete', { details: { received, size } });
  // A server that was killed right after the last part may not have come to it.
  await blobs.keep(uploadId, sha256);
  return { ...upload, sha256 };
}
