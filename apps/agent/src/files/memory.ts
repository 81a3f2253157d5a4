import { readState, writeFileAtomically } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';
import { type FileMemory, type KnownFile, parseFileMemory } from './decide.ts';

/** The memory of files on disk. */
export type FileStore = {
  readonly memory: FileMemory;
  set(assetId: string, known: KnownFile): Promise<void>;
  forget(assetId: string): Promise<void>;
};

export async function openFileStore({ file, log }: { file: string; log: Log }): Promise<FileStore> {
  let memory: FileMemory =
    (await readState(file, parseFileMemory, (bad) => log.error('file.memory-corrupt', { file: bad }))) ?? {};

  async function save(next: FileMemory): Promise<void> {
    await writeFileAtomically(file, `${JSON.stringify(next, null, 2)}\n`);
    memory = next;
  }

  return {
    get memory() {
      return memory;
    },
    set: (assetId, known) => save({ ...memory, [assetId]: known }),
    forget: (assetId) => save(Object.fromEntries(Object.entries(memory).filter(([id]) => id !== assetId))),
  };
}
