import type { Clock } from '@thingdock/effects';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Database } from '../../platform/db/index.ts';
import type { Dispatch } from '../dispatch.ts';
import type { FlowGrant } from '../flow-urls.ts';
import type { OnReports } from './order.ts';
import { noteDownloaded } from './store.ts';

export type DownloadedDeps = { database: Database; clock: Clock; dispatch: Dispatch; onReports: OnReports };

/** A device that cannot report fetched what was ordered: that is a report, too. */
export async function reportDownload(
  { database, clock, dispatch, onReports }: DownloadedDeps,
  connection: ConnectionRef,
  { wireId, thingName, assetId, updateId }: FlowGrant,
): Promise<void> {
  const now = clock.now();
  const first = await database.transaction(async (tx) => {
    if (!(await noteDownloaded(tx, { wireId, thingName }, updateId, new Date(now)))) return false;
    await onReports(tx, connection, [{ about: 'flow', thingName, assetId, updateId, state: 'deploying', ts: now }]);
    return true;
  });
  if (first) dispatch.later(connection, [thingName]);
}
