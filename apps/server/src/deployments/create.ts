import { Fault, fieldFault } from '@thingdock/api';
import type { Clock, Ids } from '@thingdock/effects';
import type { Agents } from '../agents/index.ts';
import type { Assets, FlowVersionRef } from '../assets/index.ts';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { DeviceSnapshot, Devices } from '../devices/index.ts';
import { announce } from '../events/index.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import { decide, saveChanges } from './change-targets.ts';
import * as store from './store.ts';
import type { ActionRow, TargetRow } from './tables.ts';
import { ABSENCE_MS, newTarget, overridden, SILENCE_MS } from './target.ts';

export type CreateDeps = {
  database: Database;
  clock: Clock;
  ids: Ids;
  connections: Pick<Connections, 'find'>;
  assets: Pick<Assets, 'findVersion'>;
  devices: Pick<Devices, 'snapshots'>;
  agents: Pick<Agents, 'changeDesired' | 'wake'>;
};

export type Wanted = {
  projectId: string;
  flowId: string;
  version?: number;
  connectionId: string;
  devices: readonly string[];
  requestedBy: string;
};

/** Names that an error text lists. */
const NAMES_SHOWN = 10;

/**
 * Deploys a version of a flow to devices: the action, its targets and the orders commit together, then the devices are told.
 * Throws `not_found`, `version_not_found`, `no_connection`, `device_unknown`, `device_state_too_large`.
 */
export async function createDeployment(deps: CreateDeps, wanted: Wanted): Promise<ActionRow> {
  const flow = await findFlow(deps, wanted);
  const connection = await deps.connections.find(wanted.connectionId);
  if (connection?.projectId !== wanted.projectId) throw fieldFault('connectionId', 'no_connection');
  const names = [...new Set(wanted.devices)].sort();
  const action = newAction(deps, wanted, flow, connection);
  await deps.database.transaction(async (tx) => {
    const devices = await findDevices(deps, tx, connection, names);
    await store.insertAction(tx, action);
    const targets = names.map((name) => newRow(deps, action, name, devices.get(name)));
    // Takes the devices' locks first, as reports do, so that older targets are overridden before they can change again.
    await deps.agents.changeDesired(tx, connection, targets.map(toOrder(action)));
    const open = await store.lockOpen(tx, connection.wireId, names);
    const by = `Replaced by deployment ${action.id} (${flow.flowName}, version ${flow.number}).`;
    await saveChanges(
      tx,
      deps,
      decide(open, (target) => overridden(target, by)),
    );
    await store.insertTargets(tx, targets);
    await announce(tx, { type: 'deployment', projectId: action.project_id, keys: [action.id] });
  });
  deps.agents.wake(connection, names);
  return action;
}

async function findFlow({ database, assets }: CreateDeps, wanted: Wanted): Promise<FlowVersionRef> {
  const latest = await assets.findVersion(database.root, wanted.flowId);
  if (latest?.projectId !== wanted.projectId) throw new Fault('not_found', { details: { what: 'flow' } });
  if (wanted.version === undefined || wanted.version === latest.number) return latest;
  const version = await assets.findVersion(database.root, wanted.flowId, wanted.version);
  if (!version) throw fieldFault('version', 'version_not_found', { version: wanted.version });
  return version;
}

async function findDevices(
  { devices }: CreateDeps,
  tx: Executor,
  connection: ConnectionRef,
  names: readonly string[],
): Promise<Map<string, DeviceSnapshot>> {
  const found = await devices.snapshots(tx, connection, names);
  const unknown = names.filter((name) => !found.has(name));
  if (unknown.length === 0) return found;
  const more = unknown.length > NAMES_SHOWN ? ` and ${unknown.length - NAMES_SHOWN} more` : '';
  throw fieldFault('devices', 'device_unknown', { names: `${unknown.slice(0, NAMES_SHOWN).join(', ')}${more}` });
}

function newAction(
  { clock, ids }: CreateDeps,
  wanted: Wanted,
  flow: FlowVersionRef,
  connection: ConnectionRef,
): ActionRow {
  const now = new Date(clock.now());
  return {
    id: ids.uuid(),
    project_id: wanted.projectId,
    kind: 'flow-deploy',
    connection_id: connection.id,
    connection_name: connection.name,
    wire_id: connection.wireId,
    asset_type: 'flow',
    asset_id: flow.flowId,
    asset_name: flow.flowName,
    version: flow.number,
    version_id: flow.versionId,
    variable_names: null,
    variables_sealed: null,
    silence_seconds: SILENCE_MS / 1_000,
    absence_seconds: ABSENCE_MS / 1_000,
    retries: 0,
    rollout: null,
    phase_sizes: [],
    rollout_state: 'running',
    phase: 1,
    phase_ended_at: null,
    rollout_why: null,
    held_at: null,
    forgiven_bad: 0,
    forgiven_ended: 0,
    schedule: null,
    starts_at: null,
    rolls_back: null,
    ended_at: null,
    counts: null,
    summary: 'processing',
    look_at: now,
    requested_by: wanted.requestedBy,
    created_at: now,
    updated_at: now,
  };
}

function newRow(
  { clock, ids }: CreateDeps,
  action: ActionRow,
  name: string,
  device: DeviceSnapshot | undefined,
): TargetRow {
  const now = clock.now();
  return {
    action_id: action.id,
    thing_name: name,
    wire_id: action.wire_id,
    // New for each deployment: agents start a deployment when it differs from the one that they know.
    update_id: ids.uuid(),
    ...store.toColumns(newTarget(device, now)),
    subject: 'flow',
    waits_for: null,
    phase: 1,
    attempt: 1,
    overridden_by: null,
    wanted: null,
    had: null,
    due_at: null,
    updated_at: new Date(now),
  };
}

const toOrder = (action: ActionRow) => (target: TargetRow) => ({
  thingName: target.thing_name,
  change: {
    op: 'set',
    path: 'flow.flow',
    state: { assetId: action.version_id ?? '', updateId: target.update_id },
  } as const,
});
