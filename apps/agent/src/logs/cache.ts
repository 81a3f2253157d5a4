import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isLogFileName, type LogEvent } from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import { writeFileAtomically } from '../platform/files.ts';
import { toEvent, toUpload, uploadName } from './event.ts';

/** What is to be uploaded: lines in memory first, then files that survive a restart. */
export type LogCache = {
  /** Takes a line of the log; calls `onFull` when enough has gathered for a file. */
  take(line: string): void;
  /** Moves what has gathered into a file. */
  close(): Promise<void>;
  /** The oldest file; undefined when there is none. */
  oldest(): Promise<{ name: string; content: string } | undefined>;
  remove(name: string): Promise<void>;
};

/** Below what one upload may have, with room for the JSON around. */
const FILE_CHARACTERS = 100_000;
/** Of a device that cannot send: the newest are kept. */
const CACHE_BYTES = 2 * 1024 * 1024;

export function createLogCache(deps: { folder: string; clock: Clock; onFull(): void }): LogCache {
  const { folder, clock, onFull } = deps;
  let gathered: LogEvent[] = [];
  let characters = 0;
  let dropped = 0;
  let count = 0;

  async function files(): Promise<string[]> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // The names begin with the time, so their order is that of the files.
    return (await readdir(folder)).filter(isLogFileName).sort();
  }

  async function prune(): Promise<void> {
    const names = await files();
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
    let total = sizes.reduce((sum, size) => sum + size, 0);
    for (let at = 0; total > CACHE_BYTES && at < names.length; at += 1) {
      await rm(join(folder, names[at] ?? ''), { force: true });
      total -= sizes[at] ?? 0;
    }
  }

  return {
    take(line) {
      if (characters + line.length > FILE_CHARACTERS * 2) {
        dropped += 1;
        return;
      }
      gathered.push(toEvent(line));
      characters += line.length;
      if (characters >= FILE_CHARACTERS) onFull();
    },
    async close() {
      if (gathered.length === 0) return;
      const events = dropped > 0 ? [...gathered, droppedEvent(clock.now(), dropped)] : gathered;
      [gathered, characters, dropped] = [[], 0, 0];
      count += 1;
      await files();
      await writeFileAtomically(join(folder, uploadName(clock.now(), count)), toUpload(events));
      await prune();
    },
    async oldest() {
      const [name] = await files();
      return name === undefined ? undefined : { name, content: await readFile(join(folder, name), 'utf8') };
    },
    remove: (name) => rm(join(folder, name), { force: true }),
  };
}

const droppedEvent = (now: number, lines: number): LogEvent => ({
  timestamp: new Date(now).toISOString(),
  level: 'warn',
  message: 'log.lines-dropped',
  context: 'internal',
  extra: { lines },
});
