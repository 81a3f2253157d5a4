import { lockFolder } from '@thingdock/effects';
import type { Logger, Store, Table } from '../stand-in.ts';
import { type BatchWriter, createBatchWriter } from './batch-writer.ts';
import { type Change, openJournal } from './journal.ts';
import { createTable, type StoredTable } from './table.ts';

export type StoreOptions = {
  /** Without a folder the state lives in memory. The folder is made when missing (mode 0700) and locked until `close`. */
  folder?: string;
  log: Logger;
  /** When the log is folded into a snapshot; default 4 MB. */
  snapshotAfterBytes?: number;
};

/**
 * Opens the state of the stand-in. Throws when the folder is in use by another process or damaged.
 * What was set is in the operating system's hands at the end of the microtask turn: it outlives SIGKILL (not the loss of power, for which
 * the file is synced on `close` and on each snapshot only).
 */
export function openStore({ folder, log, snapshotAfterBytes = 4_000_000 }: StoreOptions): Store {
  const tables = new Map<string, StoredTable>();
  let disk: Disk | undefined;
  let closed = false;

  const table = (name: string): StoredTable => {
    const known = tables.get(name) ?? createTable((...change) => record(name, ...change));
    tables.set(name, known);
    return known;
  };
  const record = (name: string, key: string, value?: unknown) => {
    if (closed) throw new Error(`The store is closed; ${name} cannot change any more.`);
    disk?.writer.add(value === undefined ? [name, key] : [name, key, value]);
  };
  if (folder !== undefined) disk = openDisk({ folder, log, snapshotAfterBytes, table, tables });

  return {
    table: <T>(name: string) => table(name) as Table<T>,
    flush: async () => disk?.writer.flush(),
    clear(except) {
      for (const [name, rows] of tables) {
        if (!except.includes(name)) for (const [key] of rows.entries()) rows.delete(key);
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      disk?.close();
    },
  };
}

type Disk = { writer: BatchWriter; close(): void };

type DiskDeps = {
  folder: string;
  log: Logger;
  snapshotAfterBytes: number;
  table: (name: string) => StoredTable;
  tables: ReadonlyMap<string, StoredTable>;
};

/** Locks the folder and reads it into the tables. */
function openDisk({ folder, log, snapshotAfterBytes, table, tables }: DiskDeps): Disk {
  const lock = lockFolder(folder);
  try {
    const journal = openJournal({
      folder,
      snapshotAfterBytes,
      replay: ([name, key, value]) => table(name).restore(key, value),
      state: () => allRows(tables),
      warn: (fields, text) => log.warn(fields, text),
    });
    const writer = createBatchWriter({ journal, log });
    const close = () => {
      try {
        writer.flush();
      } finally {
        journal.close();
        lock.release();
      }
    };
    return { writer, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function* allRows(tables: ReadonlyMap<string, StoredTable>): Generator<Change> {
  for (const [name, rows] of tables) for (const [key, value] of rows.entries()) yield [name, key, value];
}
