import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { ApiError, type Upload } from '@thingdock/api';
import { type Context, fileReason } from '../context.ts';
import { Failure } from '../failures.ts';
import { createPatience, isTemporary } from '../follow/temporary.ts';
import { progressLine } from './progress-line.ts';

/** Small enough to get through a slow link before a call is given up. */
const PART = 2_097_152;
const AGAIN_MS = 1_000;
/** Refusals that mean: look how far it is, and go on from there. */
const GO_ON: ReadonlySet<string> = new Set(['upload_busy', 'upload_interrupted', 'upload_offset_wrong']);

export type Source = { path: string; filename: string; size: number; file: FileHandle };

/** Opens a file to send. Throws `file_unreadable`. Whoever opens it closes it. */
export async function openSource(path: string, filename = basename(path)): Promise<Source> {
  try {
    const file = await open(path, 'r');
    const stats = await file.stat();
    if (stats.isFile()) return { path, filename, size: stats.size, file };
    await file.close();
    throw new Error('it is no file');
  } catch (error) {
    throw new Failure('file_unreadable', { details: { path, reason: fileReason(error) }, cause: error });
  }
}

/**
 * Sends what is missing of an upload, through breaks of the connection and restarts of the server, and makes sure that what
 * arrived is what the file holds. Throws `upload_stopped`, which says how to go on, and `upload_differs`.
 */
export async function sendFile(context: Context, source: Source, begun: Upload): Promise<Upload> {
  const { clock, signal, progress } = context;
  const patience = createPatience({ clock });
  const from = { at: clock.now(), received: begun.received };
  let upload = begun;
  try {
    while (upload.received < upload.size) {
      progress(progressLine(source.filename, upload, { ...from, now: clock.now() }));
      const sent = await patience.try(() => sendNext(context, source, upload));
      if (!sent) await clock.sleep(AGAIN_MS, signal);
      upload = sent ?? (await patience.try(() => look(context, upload))) ?? upload;
    }
  } catch (error) {
    throw stopped(error, upload);
  } finally {
    progress();
  }
  if (upload.sha256 !== (await hashOf(source))) throw new Failure('upload_differs', { details: { path: source.path } });
  return upload;
}

/** Undefined when the server has to be asked how far it is. */
async function sendNext(context: Context, { file }: Source, { id, received, size }: Upload) {
  const body = new Uint8Array(Math.min(PART, size - received));
  const { bytesRead } = await file.read(body, 0, body.length, received);
  if (bytesRead === 0) throw new Error('The file became shorter while it was sent.');
  try {
    return await context.sendPart(id, { offset: received, body: body.subarray(0, bytesRead) });
  } catch (error) {
    if (error instanceof ApiError && GO_ON.has(error.code)) return undefined;
    throw error;
  }
}

const look = ({ call }: Context, { id }: Upload) => call('uploads.get', { params: { uploadId: id } });

function stopped(error: unknown, { id, received, size }: Upload): unknown {
  // What was refused for good cannot be gone on with.
  const isOver = error instanceof ApiError && error.code !== 'disk_full' && !isTemporary(error);
  if (isOver || !(error instanceof Error)) return error;
  const { message: reason } = error;
  const code = error instanceof ApiError || error instanceof Failure ? error.code : undefined;
  return new Failure('upload_stopped', {
    ...{ details: { reason, id, received, size }, members: { uploadId: id, received }, cause: error },
    ...(code ? { code } : {}),
  });
}

async function hashOf({ file }: Source): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) hash.update(chunk as Buffer);
  return hash.digest('base64');
}
