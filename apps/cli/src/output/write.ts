import { writeFile } from 'node:fs/promises';
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

export const unwritable = (path: string, error: unknown): Failure =>
  new Failure('file_unwritable', { details: { path, reason: fileReason(error) }, cause: error });
