import { type CreateDeployment, type DeviceFilter, Fault, fieldFault } from '@thingdock/api';
import { isEnvironmentName } from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import type Type from 'typebox';
import type { Assets } from '../assets/index.ts';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { Envelope } from '../platform/crypto/envelope.ts';
import type { Database } from '../platform/db/index.ts';
import { isFileKind, type Subject, subjectOf } from './kinds.ts';
import { type FindFile, sealVariables } from './order/contents.ts';
import { phaseSizes, placeTargets } from './rollout/sizes.ts';
import { checkSchedule } from './schedule/check.ts';
import type { ActionRow } from './tables.ts';

export type PlanDeps = {
  database: Database;
  clock: Pick<Clock, 'now'>;
  envelope: Envelope;
  connections: Pick<Connections, 'find'>;
  assets: Pick<Assets, 'findVersion'>;
  findFile: FindFile;
  selectDevices: SelectDevices;
};

/** Names of the devices of a connection that a filter lets through, at most a little more than a deployment may have. */
export type SelectDevices = (
  connection: ConnectionRef,
  filter: Type.Static<typeof DeviceFilter>,
) => Promise<readonly string[]>;

/** A deployment as it was asked for, with everything that it names found. */
export type Plan = {
  body: CreateDeployment;
  kind: ActionRow['kind'];
  connection: ConnectionRef;
  subject: Subject;
  asset: Pick<ActionRow, 'asset_type' | 'asset_id' | 'asset_name' | 'version' | 'version_id'>;
  variables: Pick<ActionRow, 'variable_names' | 'variables_sealed'>;
  /** Bytes that the order adds to the state of a device, about. */
  added: number;
  /** Sorted, each once. */
  names: string[];
  /** Chosen one by one, so that a device that cannot be a target is a mistake. */
  chosen: boolean;
  sizes: number[];
  phaseOf: ReadonlyMap<string, number>;
  startsAt: number | null;
};

/** Most targets of one deployment. */
export const MOST_TARGETS = 50_000;

/** Finds what a request names, and checks that it makes sense. Throws what the API answers. */
export async function makePlan(deps: PlanDeps, projectId: string, body: CreateDeployment): Promise<Plan> {
  const kind = body.kind ?? 'flow-deploy';
  const found = await findAsset(deps, projectId, kind, body);
  const connection = await deps.connections.find(body.connectionId);
  if (connection?.projectId !== projectId) throw fieldFault('connectionId', 'no_connection');
  const variables = checkVariables(deps, kind, connection, body);
  const names = await findNames(deps, connection, body);
  checkPhases(body);
  const sizes = phaseSizes(body.rollout?.phases ?? [{}], names.length);
  checkCanaries(body, names, sizes);
  return {
    ...{ body, kind, connection, names, sizes },
    chosen: body.devices !== undefined,
    subject: subjectOf(kind, found.asset.asset_id),
    asset: found.asset,
    variables,
    added: found.added + JSON.stringify(body.variables ?? {}).length,
    phaseOf: placeTargets(names, body.rollout?.canaries ?? [], sizes),
    startsAt: body.schedule ? checkSchedule(body.schedule, deps.clock.now()) : null,
  };
}

type Found = { asset: Plan['asset']; added: number };
const NO_ASSET: Found = {
  asset: { asset_type: null, asset_id: null, asset_name: null, version: null, version_id: null },
  added: 60,
};
/** Bytes of `{"assetId":…,"updateId":…}` with two ids, and of a file's entry beside its settings. */
const FLOW_BYTES = 160;
const FILE_BYTES = 200;

async function findAsset(
  deps: PlanDeps,
  projectId: string,
  kind: Plan['kind'],
  body: CreateDeployment,
): Promise<Found> {
  if (isFileKind(kind)) return findFile(deps, projectId, kind, body);
  if (kind !== 'flow-deploy') return NO_ASSET;
  const { flowId, version } = body;
  if (flowId === undefined) throw fieldFault('flowId', 'deployment_incomplete', { what: 'the flow' });
  const { assets, database } = deps;
  const usual = await assets.findVersion(database.root, flowId);
  if (usual?.projectId !== projectId) throw new Fault('not_found', { details: { what: 'flow' } });
  const found = version === undefined ? usual : await assets.findVersion(database.root, flowId, version);
  if (!found) throw fieldFault('version', 'version_not_found', { version });
  const { flowName: asset_name, number, versionId: version_id } = found;
  const asset = { asset_type: 'flow', asset_id: flowId, asset_name, version: number, version_id } as const;
  return { asset, added: FLOW_BYTES };
}

async function findFile(deps: PlanDeps, projectId: string, kind: Plan['kind'], body: CreateDeployment): Promise<Found> {
  const { fileId, version } = body;
  if (fileId === undefined) throw fieldFault('fileId', 'deployment_incomplete', { what: 'the file' });
  const { findFile: find, database } = deps;
  const usual = await find(database.root, fileId);
  if (usual?.projectId !== projectId) throw new Fault('not_found', { details: { what: 'file' } });
  const found = version === undefined ? usual : await find(database.root, fileId, version);
  if (!found) throw fieldFault('version', 'version_not_found', { version });
  const isRemoval = kind === 'file-remove';
  return {
    asset: {
      ...{ asset_type: 'file', asset_id: fileId, asset_name: found.fileName },
      version: isRemoval ? null : found.number,
      version_id: isRemoval ? null : found.versionId,
    },
    added: isRemoval ? 0 : FILE_BYTES + JSON.stringify(found.config).length,
  };
}

function checkVariables({ envelope }: PlanDeps, kind: Plan['kind'], connection: ConnectionRef, body: CreateDeployment) {
  if (kind !== 'env-set') return { variable_names: null, variables_sealed: null };
  const { variables } = body;
  if (variables === undefined) throw fieldFault('variables', 'deployment_incomplete', { what: 'the variables' });
  const names = Object.keys(variables).sort();
  const bad = names.find((name) => !isEnvironmentName(name));
  if (bad !== undefined) throw fieldFault(`variables.${bad}`, 'variable_reserved', { name: bad });
  return { variable_names: names, variables_sealed: sealVariables(envelope, connection.wireId, variables) };
}

async function findNames(
  { selectDevices }: PlanDeps,
  connection: ConnectionRef,
  { devices: named, filter }: CreateDeployment,
): Promise<string[]> {
  if ((named === undefined) === (filter === undefined)) throw fieldFault('devices', 'selection_unclear');
  const found = named ?? (await selectDevices(connection, filter ?? {}));
  const names = [...new Set(found)].sort();
  if (names.length === 0) throw fieldFault(named ? 'devices' : 'filter', 'selection_empty');
  if (names.length > MOST_TARGETS)
    throw fieldFault('filter', 'selection_too_large', { count: names.length, limit: MOST_TARGETS });
  return names;
}

/** The last phase takes the rest, so that it needs no size. */
function checkPhases({ rollout }: CreateDeployment): void {
  rollout?.phases.forEach(({ count, percent }, index, { length }) => {
    const isClear = (count === undefined) !== (percent === undefined);
    const isRest = index === length - 1 && count === undefined && percent === undefined;
    if (!isClear && !isRest) throw fieldFault(`rollout.phases.${index}`, 'phase_unclear');
  });
}

/** Names that an error text lists. */
const NAMES_SHOWN = 10;

/** A canary with a misspelt name would leave the first phase to any device. */
function checkCanaries({ rollout }: CreateDeployment, names: readonly string[], [size = 0]: readonly number[]): void {
  const canaries = new Set(rollout?.canaries ?? []);
  if (canaries.size === 0) return;
  const known = new Set(names);
  const unknown = [...canaries].filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw fieldFault('rollout.canaries', 'canary_unknown', { names: unknown.slice(0, NAMES_SHOWN).join(', ') });
  if (canaries.size > size) throw fieldFault('rollout.canaries', 'canaries_too_many', { count: canaries.size, size });
}
