import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** A key of a table got a value, or (without one) was deleted. */
export type Change = [table: string, key: string, value: unknown] | [table: string, key: string];

export type JournalDeps = {
  folder: string;
  /** Called for each stored change, oldest first, while the journal opens. */
  replay: (change: Change) => void;
  /** The whole state, for a snapshot. */
  state: () => Iterable<Change>;
  /** A snapshot is made when the log has grown past this many bytes and past twice the last snapshot. */
  snapshotAfterBytes: number;
  warn: (fields: object, text: string) => void;
};

export type Journal = { append(changes: readonly Change[]): void; sync(): void; close(): void };

/**
 * Files: `snapshot.jsonl` (first line `{"generation":N}`, then one change per line) and `log-N.jsonl` (one line per batch of changes).
 * Only the log of the snapshot's generation counts, so a crash at any point of a compaction leaves one consistent pair.
 */
export function openJournal({ folder, replay, state, snapshotAfterBytes, warn }: JournalDeps): Journal {
  let { generation, bytes: snapshotBytes } = readSnapshot(folder, replay);
  let { file, bytes: logBytes } = openLog(folder, generation, replay, warn);
  removeOldLogs(folder, generation);

  const compact = () => {
    snapshotBytes = writeSnapshot(folder, generation + 1, state());
    generation += 1;
    closeSync(file);
    ({ file, bytes: logBytes } = openLog(folder, generation, replay, warn));
    removeOldLogs(folder, generation);
  };

  return {
    append(changes) {
      const line = Buffer.from(`${JSON.stringify(changes)}\n`);
      writeAll(file, line);
      logBytes += line.length;
      if (logBytes > Math.max(snapshotAfterBytes, 2 * snapshotBytes)) compact();
    },
    sync: () => fsyncSync(file),
    close() {
      fsyncSync(file);
      closeSync(file);
    },
  };
}

const snapshotPath = (folder: string) => join(folder, 'snapshot.jsonl');
const logPath = (folder: string, generation: number) => join(folder, `log-${generation}.jsonl`);

function readSnapshot(folder: string, replay: JournalDeps['replay']): { generation: number; bytes: number } {
  const path = snapshotPath(folder);
  if (!existsSync(path)) return { generation: 0, bytes: 0 };
  const text = readFileSync(path, 'utf8');
  const [head, ...lines] = text.trimEnd().split('\n');
  const { generation } = JSON.parse(head ?? '{}') as { generation?: number };
  if (typeof generation !== 'number') throw damaged(path, 1);
  lines.forEach((line, index) => {
    replay(parseLine<Change>(line) ?? fail(damaged(path, index + 2)));
  });
  return { generation, bytes: Buffer.byteLength(text) };
}

function openLog(folder: string, generation: number, replay: JournalDeps['replay'], warn: JournalDeps['warn']) {
  const path = logPath(folder, generation);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = text.split('\n');
  const tail = lines.pop() ?? '';
  let good = 0;
  lines.forEach((line, index) => {
    const batch = parseLine<Change[]>(line);
    // A crash of the machine may leave a damaged end; damage followed by sound lines is something else and must not be passed over.
    if (!batch && index < lines.length - 1) throw damaged(path, index + 1);
    if (!batch) return;
    for (const change of batch) replay(change);
    good += Buffer.byteLength(line) + 1;
  });
  const file = openSync(path, 'a', 0o600);
  const torn = Buffer.byteLength(text) - good;
  if (torn > 0) {
    warn(
      { event: 'state.torn_line', path, bytes: torn, started: tail !== '' },
      'the last, unfinished write was dropped',
    );
    ftruncateSync(file, good);
  }
  return { file, bytes: good };
}

function writeSnapshot(folder: string, generation: number, state: Iterable<Change>): number {
  const path = `${snapshotPath(folder)}.new`;
  const file = openSync(path, 'w', 0o600);
  let bytes = writeAll(file, Buffer.from(`{"generation":${generation}}\n`));
  for (const change of state) bytes += writeAll(file, Buffer.from(`${JSON.stringify(change)}\n`));
  fsyncSync(file);
  closeSync(file);
  renameSync(path, snapshotPath(folder));
  return bytes;
}

function removeOldLogs(folder: string, generation: number): void {
  for (const name of readdirSync(folder)) {
    const found = /^log-(\d+)\.jsonl$/.exec(name);
    if (found && Number(found[1]) !== generation) rmSync(join(folder, name));
  }
}

function writeAll(file: number, bytes: Buffer): number {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  return bytes.length;
}

function parseLine<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}

const damaged = (path: string, line: number) =>
  new Error(`${path} is damaged at line ${line}. Restore the data folder from a copy, or start with an empty one.`);

function fail(error: Error): never {
  throw error;
}
