import { reportedEnvironment, STATE_PATHS, switchAt } from '@thingdock/device-protocol';
import type { Agents } from '../../agents/index.ts';
import type { Envelope } from '../../platform/crypto/envelope.ts';
import type { Executor } from '../../platform/db/index.ts';
import { listDeployedFlows, listFiles } from '../deployed-store.ts';
import type { Subject } from '../kinds.ts';
import type { DeployedFlowRow, DeviceFileRow } from '../tables.ts';
import { type Had, nothingOf } from '../wanted.ts';
import { sealVariables } from './contents.ts';

export type HadDeps = { agents: Pick<Agents, 'trees'>; envelope: Envelope };

/** What devices have of a subject by their own word: the last flow or file that they deployed, their switch, their variables. */
export async function findHad(
  deps: HadDeps,
  executor: Executor,
  { wireId, subject }: { wireId: string; subject: Subject },
  names: readonly string[],
): Promise<Map<string, Had>> {
  if (subject === 'flow') {
    const rows = await listDeployedFlows(executor, wireId, names);
    return new Map(rows.flatMap((row) => pair(row.thing_name, hadFlow(row))));
  }
  if (subject !== 'enable' && subject !== 'variables') {
    const rows = await listFiles(executor, wireId, names, subject.slice('file:'.length));
    return new Map(rows.flatMap((row) => pair(row.thing_name, hadFile(row))));
  }
  const had = new Map<string, Had>();
  for (const [name, { reported = {} }] of await deps.agents.trees(executor, wireId, names)) {
    const variables = reportedEnvironment(reported);
    const known = variables.ok ? (variables.value ?? {}) : {};
    const enable = switchAt(reported, STATE_PATHS.flowEnable) ?? true;
    if (subject === 'enable') had.set(name, { what: 'enable', enable });
    else had.set(name, { what: 'variables', sealed: sealVariables(deps.envelope, wireId, known) });
  }
  return had;
}

/** The same for one device, with what it means that nothing is known. */
export const hadOr = (had: ReadonlyMap<string, Had>, name: string, subject: Subject, assetName: string): Had =>
  had.get(name) ?? nothingOf(subject, assetName);

function hadFlow(row: DeployedFlowRow): Had | undefined {
  const { flow_id: id, flow_name: name, version, asset_id: versionId, update_id: updateId } = row;
  if (id === null || name === null || version === null || versionId === null || updateId === null) return undefined;
  return { what: 'flow', flow: { id, name, version, versionId }, update: { assetId: versionId, updateId } };
}

function hadFile(row: DeviceFileRow): Had | undefined {
  const { file_id: id, name, deployed_version: version, deployed_version_id: versionId } = row;
  const { deployed_update_id: updateId, deployed_ts: ts } = row;
  if (version === null || versionId === null || updateId === null || ts === null) return undefined;
  return { what: 'file', file: { id, name, version, versionId }, updateId, ts };
}

const pair = (name: string, had: Had | undefined): [string, Had][] => (had ? [[name, had]] : []);
