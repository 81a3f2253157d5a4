import { chmod, mkdir, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../platform/files.ts';
import { FileError } from './file-error.ts';

/** Left free beside the file itself, for what the agent and Node-RED write meanwhile. */
const SPARE_BYTES = 1_000_000;
/** Where files lie until they are complete: on the same file system as their place, so that moving them is one step. */
const INCOMING = '.incoming';

const RUNNABLE = 0o740;
const READABLE = 0o640;

/** The assets folder of the device. */
export type Disk = {
  readonly root: string;
  /** Absolute path of a place below the folder. */
  path(place: string): string;
  /** Throws FileError when a file of this size does not fit. */
  requireSpace(bytes: number): Promise<void>;
  /** Where to write a file that is on its way. */
  incoming(name: string): string;
  /** Puts a complete file in its place, in one step. */
  install(incoming: string, place: string, runnable: boolean): Promise<void>;
  /** Removes what lies at a place, and the folders above it that are empty then. */
  remove(place: string): Promise<void>;
};

export type DiskDeps = { root: string; free?: (folder: string) => Promise<number> };

/** Opens the folder; what an agent before this one left on its way is cleared away. */
export async function openDisk({ root, free = freeBytes }: DiskDeps): Promise<Disk> {
  await rm(join(root, INCOMING), { recursive: true, force: true });
  const path = (place: string) => join(root, place);

  return {
    root,
    path,
    incoming: (name) => join(root, INCOMING, name),
    async requireSpace(bytes) {
      await mkdir(join(root, INCOMING), { recursive: true, mode: 0o750 });
      const available = await free(root);
      if (available >= bytes + SPARE_BYTES) return;
      const message = `the disk is too small: ${megabytes(bytes)} are needed, ${megabytes(available)} are free`;
      throw new FileError(message, { retry: false });
    },
    async install(incoming, place, runnable) {
      const target = path(place);
      await mkdir(dirname(target), { recursive: true, mode: 0o750 });
      await chmod(incoming, runnable ? RUNNABLE : READABLE);
      await rename(incoming, target);
      await syncFolder(dirname(target));
    },
    async remove(place) {
      await rm(path(place), { force: true });
      for (let folder = dirname(place); folder !== '.'; folder = dirname(folder)) {
        const left = await readdir(path(folder)).catch(() => ['?']);
        if (left.length > 0) return;
        await rmdir(path(folder));
      }
    },
  };
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
