import type { DeviceReport } from '../../agents/index.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Executor } from '../../platform/db/index.ts';
import * as deployed from '../deployed-store.ts';
import { wantedOf } from '../wanted.ts';
import type { Known } from './about.ts';

/** `known`: the order that a report is about. */
export type Word = { report: DeviceReport; known: Known | undefined };

/** Keeps what devices have now, by their own word. Returns those of which something shown changed. */
export async function keepWords(tx: Executor, connection: ConnectionRef, words: readonly Word[]): Promise<string[]> {
  const { wireId } = connection;
  const flows = new Map<string, deployed.DeployedColumns | undefined>();
  const switches = new Map<string, deployed.FlowWord>();
  const shown = new Set<string>();
  for (const { report, known } of words) {
    const { thingName } = report;
    if (report.about === 'flow') {
      const flow = flowOf(report, known);
      if (!flow) continue;
      flows.set(thingName, flow);
    } else if (report.about === 'no-flow') flows.set(thingName, undefined);
    else if (report.about === 'enable') switches.set(thingName, switchOf(report));
    else if (report.about === 'no-file') await deployed.deleteFile(tx, { wireId, thingName }, report.fileId);
    else if (report.about !== 'file' || !(await keepFile(tx, connection, report, known))) continue;
    shown.add(thingName);
  }
  const gone = [...flows].flatMap(([name, flow]) => (flow ? [] : [name]));
  await deployed.saveDeployedFlows(
    tx,
    wireId,
    [...flows.values()].flatMap((flow) => flow ?? []),
  );
  await deployed.forgetDeployedFlows(tx, wireId, gone);
  await deployed.noteFlowWords(tx, connection, [...switches.values()]);
  return [...shown];
}

function flowOf(
  { thingName, state, updateId, ts }: Extract<DeviceReport, { about: 'flow' }>,
  known: Known | undefined,
): deployed.DeployedColumns | undefined {
  const wanted = known && (known.row.wanted ?? wantedOf(known.action));
  if (state !== 'deployed' || !known || wanted?.what !== 'flow') return undefined;
  const { id: flow_id, name: flow_name, version, versionId: asset_id } = wanted.flow;
  const { project_id } = known.action;
  const deployed_at = new Date(ts > 0 ? Math.min(ts, known.row.awaited_since.getTime()) : known.row.awaited_since);
  return { thing_name: thingName, flow_id, flow_name, version, asset_id, update_id: updateId, project_id, deployed_at };
}

function switchOf({ thingName, reported, flow }: Extract<DeviceReport, { about: 'enable' }>): deployed.FlowWord {
  return {
    ...{ thingName, enabled: reported ?? null },
    ...{ state: flow?.state ?? null, message: flow?.message ?? null },
  };
}

async function keepFile(
  tx: Executor,
  connection: ConnectionRef,
  { thingName, fileId, report }: Extract<DeviceReport, { about: 'file' }>,
  known: Known | undefined,
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
const desiredTs = (known: Known | undefined, otherwise: number): number =>
  known?.row.requested_at.getTime() ?? otherwise;
