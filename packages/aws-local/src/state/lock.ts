import { chmodSync, closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Takes the data folder for this process, or throws when another process (or this one) already has it.
 * The lock is SQLite's exclusive file lock: the kernel gives it back when the process ends, SIGKILL included, so none goes stale.
 * @returns gives the folder back
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock');
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new DatabaseSync(path);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new Error(
      `The data folder ${folder} is in use by another process. Stop that one first, or choose another folder.`,
    );
  }
  return () => database.close();
}

// https://www.sqlite.org/rescode.html#busy
const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
