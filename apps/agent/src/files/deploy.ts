import { rm } from 'node:fs/promises';
import type { FileAssetConfig } from '@thingdock/device-protocol';
import type { Ids } from '@thingdock/effects';
import type { Disk } from './disk.ts';
import { downloadFile } from './download.ts';
import { type ProgramDeps, runFile, runHooks } from './programs.ts';

export type DeployFileDeps = ProgramDeps & {
  disk: Disk;
  /** The address of the file; waits for a token as long as there is none. */
  address(key: string, signal: AbortSignal): Promise<string>;
  ids: Ids;
};

export type Placing = {
  /** Where the version before lies, if there is one. */
  before: string | undefined;
  /** Called before anything appears at a new place. */
  onPlace(place: string): Promise<void>;
};

/** Where a file goes, below the assets folder. */
export const placeOf = ({ directory, filename }: Pick<FileAssetConfig, 'directory' | 'filename'>): string =>
  directory === undefined ? filename : `${directory}/${filename}`;

/**
 * One attempt: hooks, download beside what is there, check, put in place, run, hooks. When something fails after the file
 * was put in place it is taken away again, so that nothing half installed stays. Rejects with FileError, or with the
 * signal's reason.
 */
export async function deployFileOnce(
  config: FileAssetConfig,
  deps: DeployFileDeps,
  { before, onPlace }: Placing,
  signal: AbortSignal,
): Promise<void> {
  const { disk, ids } = deps;
  const place = placeOf(config);
  await runHooks(config, 'preDeploy', deps, signal);
  await disk.requireSpace(config.size);
  const incoming = disk.incoming(ids.uuid());
  try {
    await downloadFile(await deps.address(config.key, signal), incoming, config, signal);
    signal.throwIfAborted();
    if (before !== undefined && before !== place) await disk.remove(before);
    await onPlace(place);
    await disk.install(incoming, place, config.run !== undefined);
  } finally {
    await rm(incoming, { force: true });
  }
  try {
    if (config.run) await runFile(place, config.run, deps, signal);
    await runHooks(config, 'postDeploy', deps, signal);
  } catch (error) {
    await disk.remove(place);
    throw error;
  }
}
