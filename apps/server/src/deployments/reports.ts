import type { Clock } from '@thingdock/effects';
import type { FlowReport } from '../agents/index.ts';
import type { ConnectionRef } from '../connections/index.ts';
import type { Devices } from '../devices/index.ts';
import type { Executor } from '../platform/db/index.ts';
import { decide, saveChanges } from './change-targets.ts';
import * as store from './store.ts';
import { afterReport } from './target.ts';

export type ReportDeps = { clock: Clock; devices: Pick<Devices, 'announce'> };

/** Takes in what devices say of their deployments. Reports on something that is not, or no longer, wanted are ignored. */
export async function applyReports(
  { clock, devices }: ReportDeps,
  tx: Executor,
  connection: ConnectionRef,
  reports: readonly FlowReport[],
): Promise<void> {
  for (const report of reports) {
    const { thingName, updateId } = report;
    const row = await store.lockByUpdate(tx, { wireId: connection.wireId, thingName, updateId });
    if (!row) continue;
    const changes = decide([row], (target) => afterReport(target, report, clock.now()));
    const [action] = await saveChanges(tx, { clock }, changes);
    if (!action || changes[0]?.target.state !== 'deployed') continue;
    await store.saveDeployedFlow(tx, {
      wire_id: connection.wireId,
      thing_name: thingName,
      flow_id: action.asset_id,
      flow_name: action.asset_name,
      version: action.version,
      asset_id: action.version_id,
      update_id: updateId,
      project_id: action.project_id,
      deployed_at: new Date(clock.now()),
      last_update_id: updateId,
    });
    await devices.announce(tx, connection, [thingName]);
  }
}
