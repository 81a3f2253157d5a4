import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type FolderLock = { release(): void };

/** Thrown when another process (or another part of this one) works in the folder. */
export class FolderInUse extends Error {
  readonly folder: string;

  constructor(folder: string) {
    super(`The folder ${folder} is in use by another process. Stop that one first, or choose another folder.`);
    this.name = 'FolderInUse';
    this.folder = folder;
  }
}

/** SQLite's result code for "somebody else holds the lock" (https://sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5;

/**
 * Takes a folder for this process alone, making it when it is missing. An open exclusive transaction of SQLite is the
 * lock: it is the one lock of the operating system that Node reaches without an addon, and the system frees it however
 * the process ends, so there is no stale lock to judge. Throws `FolderInUse`.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
  try {
    // Without a journal on disk the lock leaves nothing behind that a next start would have to recover.
    database.exec('PRAGMA journal_mode=MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) throw new FolderInUse(folder);
    throw error;
  }
  return { release: () => database.close() };
}
