import { createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileReason } from '../context.ts';
import { Failure } from '../failures.ts';

/** Writes a text over what is there. */
export async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw unwritable(path, error);
  }
}

export type Content = AsyncIterable<Uint8Array>;

/** Writes bytes as they come. The file has its name once all of them are there. */
export async function saveBytes(path: string, content: Content): Promise<void> {
  const partial = `${path}.part`;
  try {
    await pipeline(Readable.from(content), createWriteStream(partial)).catch((error: unknown) => {
      throw error instanceof Error && 'syscall' in error ? unwritable(partial, error) : error;
    });
    await rename(partial, path).catch((error: unknown) => {
      throw unwritable(path, error);
    });
  } finally {
    await rm(partial, { force: true });
  }
}

export const unwritable = (path: string, error: unknown): Failure =>
  new Failure('file_unwritable', { details: { path, reason: fileReason(error) }, cause: error });
