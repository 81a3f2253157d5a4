import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Fault, UPLOAD_PART_LIMIT } from '@thingdock/api';
import type { Clock, Ids } from '@thingdock/effects';
import type { Database } from '../../platform/db/index.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { UploadRow } from '../files/tables.ts';
import type { Hashes } from './hashes.ts';
import * as store from './store.ts';

export type PartDeps = {
  database: Database;
  clock: Clock;
  ids: Ids;
  blobs: Blobs;
  hashes: Hashes;
  /** A sender that is silent for so long is taken to be gone; what it sent is kept. */
  silenceMs?: number | undefined;
};

/** A lease that is not renewed belongs to a request that is gone: after a crash, another may go on after this time. */
export const LEASE_MS = 10_000;
const RENEW_MS = LEASE_MS / 3;

type Part = { offset: number; body: Readable };

/**
 * Takes the next part of an upload off the wire and onto the disk. Whatever breaks it off, the bytes that are noted as
 * received are on disk, so that the sender can go on from there. Throws `not_found`, `upload_busy`, `upload_offset_wrong`,
 * `payload_too_large`, `disk_full`, `upload_interrupted`.
 */
export async function takePart(deps: PartDeps, uploadId: string, part: Part): Promise<UploadRow> {
  const { database, clock, ids } = deps;
  const token = ids.token();
  const now = clock.now();
  const lease = { token, now: new Date(now), until: new Date(now + LEASE_MS) };
  const upload = await store.takeLease(database.root, uploadId, lease);
  if (!upload) throw await whyNot(deps, uploadId);
  try {
    if (part.offset !== upload.received)
      throw new Fault('upload_offset_wrong', { details: { received: upload.received, offset: part.offset } });
    return await receive(deps, upload, token, part.body);
  } finally {
    await store.saveProgress(database.root, uploadId, token, { lease_until: null });
  }
}

async function whyNot({ database, clock }: PartDeps, uploadId: string): Promise<Fault> {
  const upload = await store.findUpload(database.root, uploadId);
  if (!upload || upload.expires_at.getTime() <= clock.now())
    return new Fault('not_found', { details: { what: 'upload' } });
  return new Fault('upload_busy', { details: { seconds: LEASE_MS / 1_000 } });
}

async function receive(deps: PartDeps, upload: UploadRow, token: string, body: Readable): Promise<UploadRow> {
  const { blobs, hashes } = deps;
  const { id, received: at } = upload;
  const hash = hashes.take(id, at) ?? (at === 0 ? createHash('sha256') : await blobs.hashPartial(id, at));
  const writer = await blobs.openPartial(id, at);
  let taken: Taken;
  try {
    taken = await copy(deps, upload, token, { body, hash, writer });
    await writer.sync();
  } finally {
    await writer.close();
  }
  const after = await note(deps, upload, token, { received: taken.received, hash });
  if (taken.broken)
    throw new Fault('upload_interrupted', { details: { received: taken.received }, cause: taken.broken });
  return after;
}

type Taken = { received: number; broken?: unknown };
type Copy = { body: Readable; hash: Hash; writer: { write(chunk: Uint8Array): Promise<void> } };

/** Ends when the body does. When the body breaks, says so, and how far it came; failures to write are thrown. */
async function copy(deps: PartDeps, upload: UploadRow, token: string, { body, hash, writer }: Copy): Promise<Taken> {
  const { clock, silenceMs = LEASE_MS } = deps;
  const most = Math.min(upload.size, upload.received + UPLOAD_PART_LIMIT);
  let received = upload.received;
  let renewAt = clock.now() + RENEW_MS;
  const next = reader(body, silenceMs);
  for (;;) {
    const chunk = await next();
    if ('broken' in chunk) return { received, broken: chunk.broken };
    if (chunk.done) return { received };
    if (received + chunk.value.length > most)
      throw new Fault('payload_too_large', { details: { limit: `${most - upload.received} bytes` } });
    await writer.write(chunk.value);
    hash.update(chunk.value);
    received += chunk.value.length;
    if (clock.now() < renewAt) continue;
    await renew(deps, upload.id, token);
    renewAt = clock.now() + RENEW_MS;
  }
}

/** Reads chunk by chunk. Only the time that the sender takes counts as silence, not that of a slow disk. */
function reader(body: Readable, silenceMs: number) {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return async () => {
    const silence = setTimeout(() => body.destroy(new Error('the sender fell silent')), silenceMs);
    const next = await chunks.next().catch((broken: unknown) => ({ broken }));
    clearTimeout(silence);
    return next;
  };
}

async function renew({ database, clock }: PartDeps, id: string, token: string): Promise<void> {
  const until = new Date(clock.now() + LEASE_MS);
  if (!(await store.saveProgress(database.root, id, token, { lease_until: until })))
    throw new Fault('upload_busy', { details: { seconds: LEASE_MS / 1_000 } });
}

/** Notes what is on disk; of a whole content also its hash, after which it takes its place. */
async function note(
  { database, clock, blobs, hashes }: PartDeps,
  upload: UploadRow,
  token: string,
  { received, hash }: { received: number; hash: Hash },
): Promise<UploadRow> {
  const { id, size } = upload;
  const sha256 = received === size ? hash.digest('base64') : null;
  await database.transaction(async (tx) => {
    if (sha256 !== null) await store.touchBlob(tx, sha256, size, new Date(clock.now()));
    if (!(await store.saveProgress(tx, id, token, { received, sha256 })))
      throw new Fault('upload_busy', { details: { seconds: LEASE_MS / 1_000 } });
  });
  if (sha256 === null) hashes.put(id, received, hash);
  else await blobs.keep(id, sha256);
  return { ...upload, received, sha256 };
}
