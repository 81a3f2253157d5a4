import type { Clock } from '@thingdock/effects';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { FileTask, KnownFile } from './decide.ts';
import type { Disk } from './disk.ts';
import type { FileReports } from './file-reports.ts';
import type { FileStore } from './memory.ts';

export type RemoveFileDeps = {
  disk: Pick<Disk, 'remove'>;
  store: FileStore;
  reports: FileReports;
  clock: Clock;
  log: Log;
};

/** Takes a file off the device and tells the cloud how that went. A removal that failed waits for another order. */
export async function removeFile(
  { assetId, known }: Extract<FileTask, { kind: 'remove' }>,
  { disk, store, reports, clock, log }: RemoveFileDeps,
): Promise<void> {
  const { updateId } = known;
  log.info('file.removing', { assetId, updateId });
  reports.tell(assetId, known, 'removePending', { pendingUpdateId: null });
  reports.tell(assetId, known, 'removing');
  await store.set(assetId, { ...known, state: 'removing', ts: clock.now() });
  try {
    if (known.place !== undefined) await disk.remove(known.place);
  } catch (error) {
    const message = `Failed to delete asset: ${reasonOf(error)}`;
    log.error('file.remove-failed', { assetId, updateId, message });
    const failed: KnownFile = { ...known, state: 'removeFail', ts: clock.now(), message };
    await store.set(assetId, failed);
    return reports.tellWhatIs(assetId, failed);
  }
  await store.forget(assetId);
  log.info('file.removed', { assetId, updateId });
  reports.tellGone(assetId);
}
