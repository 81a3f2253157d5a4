import type { Clock, Ids } from '@thingdock/effects';
import type { AgentFolder } from '../config/folder.ts';
import type { Reporter } from '../device-state/reporter.ts';
import type { Log } from '../platform/log.ts';
import { createOrphanGuard } from '../platform/orphan.ts';
import { openDisk } from './disk.ts';
import { askForFileUrl, type Source } from './download.ts';
import { createFiles, type Files } from './files.ts';
import { openFileStore } from './memory.ts';

export type FilePartDeps = {
  folder: AgentFolder;
  reporter: Pick<Reporter, 'set'>;
  /** Undefined while the device has no token. */
  source(): Source | undefined;
  /** The token is no longer taken. */
  onUnauthorized(): void;
  clock: Clock;
  ids: Ids;
  log: Log;
};

/** A device without a token asks itself again after so long. */
const LOOK_EVERY_MS = 1_000;

/** Makes the part and clears away what an agent before this one left behind: a program, or half a file. */
export async function createFilePart(deps: FilePartDeps): Promise<Files> {
  const { folder, reporter, clock, ids, log } = deps;
  const guard = createOrphanGuard({ file: folder.program, what: 'program', clock, log });
  await guard.reap();
  const disk = await openDisk({ root: folder.assets });
  const store = await openFileStore({ file: folder.files, log });

  async function source(signal: AbortSignal): Promise<Source> {
    for (;;) {
      const found = deps.source();
      if (found) return found;
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
  }

  return createFiles({
    ...{ store, disk, guard, clock, ids, log, report: reporter.set },
    ready: async (signal) => void (await source(signal)),
    address: async (key, signal) =>
      askForFileUrl(key, await source(signal), { signal, onUnauthorized: deps.onUnauthorized }),
  });
}
