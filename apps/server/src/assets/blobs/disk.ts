import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { Fault } from '@thingdock/api';
import type { Blobs, PartialWriter } from './blobs.ts';

const CHUNK = 1_048_576;
/** Ids are UUIDs; nothing else becomes part of a path. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Contents in a folder of this machine. Several servers need to see the same folder. Nothing is made before it is used. */
export function createDiskBlobs(folder: string): Blobs {
  const partial = (id: string) => {
    if (!ID.test(id)) throw new TypeError('An upload has an id that cannot be a file name.');
    return join(folder, 'partial', id);
  };
  const whole = (sha256: string) => {
    const name = Buffer.from(sha256, 'base64').toString('hex');
    return join(folder, name.slice(0, 2), name);
  };

  return {
    async openPartial(id, at) {
      const path = partial(id);
      await makeFolder(dirname(path));
      return writer(await openToWrite(path, at), at);
    },
    hashPartial: (id, length) => hashOf(partial(id), length),
    async keep(id, sha256) {
      const path = whole(sha256);
      await makeFolder(dirname(path));
      try {
        await rename(partial(id), path);
        await syncFolder(dirname(path));
      } catch (error) {
        // Kept before, by a server that went away before it could say so.
        if (!isMissing(error)) throw asFault(error);
        if (!(await exists(path))) throw new Fault('upload_lost', { cause: error });
      }
    },
    async partials() {
      try {
        return await readdir(join(folder, 'partial'));
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
    discard: (id) => rm(partial(id), { force: true }),
    async read(sha256, span) {
      const file = await open(whole(sha256), 'r');
      if (span && span.end < span.start) {
        await file.close();
        return Readable.from([]);
      }
      return file.createReadStream({ ...span, highWaterMark: 262_144 });
    },
    remove: (sha256) => rm(whole(sha256), { force: true }),
    async room() {
      await makeFolder(folder);
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
}

const makeFolder = (path: string) => mkdir(path, { recursive: true, mode: 0o700 }).catch(refuse);

/** Going on behind bytes that are not there would leave a hole that no hash of what was sent shows. */
async function openToWrite(path: string, at: number): Promise<FileHandle> {
  const file = await open(path, 'r+').catch((error: unknown) => {
    if (!isMissing(error)) return refuse(error);
    if (at > 0) throw new Fault('upload_lost', { cause: error });
    return open(path, 'w+', 0o600).catch(refuse);
  });
  if (at === 0 || (await file.stat()).size >= at) return file;
  await file.close();
  throw new Fault('upload_lost');
}

function writer(file: FileHandle, at: number): PartialWriter {
  let position = at;
  return {
    async write(chunk) {
      for (let done = 0; done < chunk.length; ) {
        const { bytesWritten } = await file.write(chunk, done, chunk.length - done, position).catch(refuse);
        done += bytesWritten;
        position += bytesWritten;
      }
    },
    sync: () => file.datasync().catch(refuse),
    close: () => file.close(),
  };
}

/** What a hash has seen cannot be saved across a restart, so the file is read once more. */
async function hashOf(path: string, length: number): Promise<Hash> {
  const hash = createHash('sha256');
  if (length === 0) return hash;
  const file = await open(path, 'r').catch((error: unknown) => {
    throw isMissing(error) ? new Fault('upload_lost', { cause: error }) : error;
  });
  let read = 0;
  for await (const chunk of file.createReadStream({ end: length - 1, highWaterMark: CHUNK })) {
    hash.update(chunk as Buffer);
    read += (chunk as Buffer).length;
  }
  if (read < length) throw new Fault('upload_lost');
  return hash;
}

/** A new name is safe once its folder is on disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);
const isMissing = (error: unknown) => codeOf(error) === 'ENOENT';
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const asFault = (error: unknown) => (FULL.has(codeOf(error)) ? new Fault('disk_full', { cause: error }) : error);
const refuse = (error: unknown): never => {
  throw asFault(error);
};
