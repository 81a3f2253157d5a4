import { lockFolder } from '@thingdock/effects';
import type { Logger, Store, Table } from '../stand-in.ts';
import { type Change, type Journal, openJournal } from './journal.ts';
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
  let pending: Change[] = [];
  let failure: Error | undefined;
  let closed = false;
  let journal: Journal | undefined;

  const writePending = () => {
    if (pending.length === 0 || failure) return;
    const changes = pending;
    pending = [];
    try {
      journal?.append(changes);
    } catch (error) {
      failure = new Error('The state could not be written to the data folder; nothing is changed any more.', {
        cause: error,
      });
      log.error({ event: 'state.write_failed', error }, failure.message);
    }
  };
  const onChange = (table: string, key: string, value?: unknown) => {
    if (failure) throw failure;
    if (closed) throw new Error(`The store is closed; ${table} cannot change any more.`);
    if (!journal) return;
    if (pending.length === 0) queueMicrotask(writePending);
    pending.push(value === undefined ? [table, key] : [table, key, value]);
  };
  const table = (name: string): StoredTable => {
    const known = tables.get(name) ?? createTable((key, value) => onChange(name, key, value));
    tables.set(name, known);
    return known;
  };

  const lock = folder === undefined ? undefined : lockFolder(folder);
  if (folder !== undefined) {
    journal = openJournal({
      folder,
      snapshotAfterBytes,
      replay: ([name, key, value]) => table(name).restore(key, value),
      state: () => allRows(tables),
      warn: (fields, text) => log.warn(fields, text),
    });
  }

  return {
    table: <T>(name: string) => table(name) as Table<T>,
    async flush() {
      writePending();
      if (failure) throw failure;
    },
    async close() {
      if (closed) return;
      writePending();
      closed = true;
      journal?.close();
      lock?.release();
    },
  };
}

function* allRows(tables: Map<string, StoredTable>): Generator<Change> {
  for (const [name, rows] of tables) for (const [key, value] of rows.entries()) yield [name, key, value];
}
