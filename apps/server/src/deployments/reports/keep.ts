import type { DeviceReport } from '../../agents/index.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Executor } from '../../platform/db/index.ts';
import * as deployed from '../deployed-store.ts';
import type { ActionRow, TargetRow } from '../tables.ts';
import { wantedOf } from '../wanted.ts';

type Known = { row: TargetRow; action: ActionRow } | undefined;

/** Keeps what a device has now, by its own word. `known`: the order that brought it. Returns whether something shown changed. */
export async function keepWord(
  tx: Executor,
  connection: ConnectionRef,
  report: DeviceReport,
  known: Known,
): Promise<boolean> {
  const key = { wireId: connection.wireId, thingName: report.thingName };
  switch (report.about) {
    case 'flow':
      return report.state === 'deployed' && keepFlow(tx, key, report, known);
    case 'no-flow':
      await deployed.forgetDeployedFlow(tx, key);
      return true;
    case 'file':
      return keepFile(tx, connection, report, known);
    case 'no-file':
      await deployed.deleteFile(tx, key, report.fileId);
      return true;
    case 'enable':
      await deployed.noteFlowWord(tx, connection, report.thingName, {
        enabled: report.reported ?? null,
        state: report.flow?.state ?? null,
        message: report.flow?.message ?? null,
      });
      return true;
    default:
      return false;
  }
}

type Key = { wireId: string; thingName: string };

async function keepFlow(
  tx: Executor,
  key: Key,
  { updateId, ts }: Extract<DeviceReport, { about: 'flow' }>,
  known: Known,
): Promise<boolean> {
  const wanted = known && (known.row.wanted ?? wantedOf(known.action));
  if (!known || wanted?.what !== 'flow') return false;
  const { id: flow_id, name: flow_name, version, versionId: asset_id } = wanted.flow;
  const { project_id } = known.action;
  const deployed_at = new Date(ts > 0 ? Math.min(ts, known.row.awaited_since.getTime()) : known.row.awaited_since);
  const columns = { flow_id, flow_name, version, asset_id, update_id: updateId, project_id, deployed_at };
  await deployed.saveDeployedFlow(tx, key, columns);
  return true;
}

async function keepFile(
  tx: Executor,
  connection: ConnectionRef,
  { thingName, fileId, report }: Extract<DeviceReport, { about: 'file' }>,
  known: Known,
): Promise<boolean> {
  const [before] = await deployed.listFiles(tx, connection.wireId, [thingName], fileId);
  const wanted = known && (known.row.wanted ?? wantedOf(known.action));
  const file = wanted?.what === 'file' ? wanted.file : undefined;
  // Without an order of ours there is nothing that it could be called by.
  if (!before && !file) return false;
  const name = file?.name ?? before?.name ?? fileId;
  const isThere = report.state === 'deployed';
  const { updateId, ts, config } = report;
  await deployed.saveFile(tx, {
    ...{ wire_id: connection.wireId, thing_name: thingName, file_id: fileId, project_id: connection.projectId, name },
    version: file?.version ?? before?.version ?? null,
    ...{ state: report.state, message: report.message ?? null, at: new Date(ts) },
    deployed_version: (isThere ? file?.version : before?.deployed_version) ?? null,
    deployed_version_id: (isThere ? file?.versionId : before?.deployed_version_id) ?? null,
    deployed_update_id: (isThere ? updateId : before?.deployed_update_id) ?? null,
    deployed_ts: (isThere ? desiredTs(known, ts) : before?.deployed_ts) ?? null,
    filename: config?.filename ?? before?.filename ?? null,
    size: config?.size ?? before?.size ?? null,
  });
  return true;
}

/** `ts` of the order: the device compares it when the same is put back. */
const desiredTs = (known: Known, otherwise: number): number => known?.row.requested_at.getTime() ?? otherwise;
