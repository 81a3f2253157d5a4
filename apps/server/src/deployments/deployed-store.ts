import { sql } from 'kysely';
import { type Executor, storable } from '../platform/db/index.ts';
import type { DeployedFlowRow, DeploymentTables, DeviceFileRow } from './tables.ts';

const db = (executor: Executor) => executor.withTables<DeploymentTables>();

type DeviceKey = { wireId: string; thingName: string };

type FlowColumns = Pick<
  DeployedFlowRow,
  'flow_id' | 'flow_name' | 'version' | 'asset_id' | 'update_id' | 'project_id' | 'deployed_at'
>;

/** A device has deployed a flow, or has none any more. */
export async function saveDeployedFlow(tx: Executor, key: DeviceKey, flow: FlowColumns): Promise<void> {
  await db(tx)
    .insertInto('deployed_flows')
    .values({ wire_id: key.wireId, thing_name: key.thingName, enabled_wanted: true, ...flow })
    .onConflict((conflict) => conflict.columns(['wire_id', 'thing_name']).doUpdateSet(flow))
    .execute();
}

/** The device removed its flow by its own word. */
export async function forgetDeployedFlow(tx: Executor, key: DeviceKey): Promise<void> {
  const none = { flow_id: null, flow_name: null, version: null, asset_id: null, update_id: null, deployed_at: null };
  await db(tx)
    .updateTable('deployed_flows')
    .set(none)
    .where('wire_id', '=', key.wireId)
    .where('thing_name', '=', key.thingName)
    .execute();
}

/** Notes the newest order for the flow of each target of an action: all of them, or some. */
export async function notePlanned(
  tx: Executor,
  action: { id: string; project_id: string },
  names: readonly string[] | undefined,
): Promise<void> {
  const some = names === undefined ? sql`` : sql`and thing_name = any(${names})`;
  await sql`insert into deployed_flows (wire_id, thing_name, project_id, last_update_id)
    select wire_id, thing_name, ${action.project_id}, update_id from action_targets
    where action_id = ${action.id} ${some} order by wire_id, thing_name
    on conflict (wire_id, thing_name) do update set last_update_id = excluded.last_update_id`.execute(tx);
}

type Place = { wireId: string; projectId: string };

/** Notes whether Node-RED is to run on devices. */
export async function noteEnabled(
  tx: Executor,
  { wireId, projectId }: Place,
  names: readonly string[],
  enable: boolean,
): Promise<void> {
  await sql`insert into deployed_flows (wire_id, thing_name, project_id, enabled_wanted)
    select ${wireId}, name, ${projectId}, ${enable}::boolean from unnest(${[...names].sort()}::text[]) as n (name)
    on conflict (wire_id, thing_name) do update set enabled_wanted = excluded.enabled_wanted`.execute(tx);
}

export type FlowWord = { enabled: boolean | null; state: DeployedFlowRow['flow_state']; message: string | null };

/** Notes what a device says of Node-RED. */
export async function noteFlowWord(
  tx: Executor,
  { wireId, projectId }: Place,
  thingName: string,
  { enabled, state, message }: FlowWord,
): Promise<void> {
  const word = { enabled_reported: enabled, flow_state: state, flow_message: message && storable(message) };
  await db(tx)
    .insertInto('deployed_flows')
    .values({ wire_id: wireId, thing_name: thingName, project_id: projectId, enabled_wanted: true, ...word })
    .onConflict((conflict) => conflict.columns(['wire_id', 'thing_name']).doUpdateSet(word))
    .execute();
}

/** Rows of devices, with the newest order for the flow of each. */
export type DeployedFlow = DeployedFlowRow & {
  last: { action_id: string; kind: string; state: string; updated_at: Date } | null;
};

export async function listDeployedFlows(
  executor: Executor,
  wireId: string,
  names: readonly string[],
): Promise<DeployedFlow[]> {
  const rows = await db(executor)
    .selectFrom('deployed_flows as d')
    .leftJoin('action_targets as t', 't.update_id', 'd.last_update_id')
    .leftJoin('actions as a', 'a.id', 't.action_id')
    .selectAll('d')
    .select(['t.action_id', 't.state', 't.updated_at', 'a.kind'])
    .where('d.wire_id', '=', wireId)
    .where('d.thing_name', '=', (any) => any.fn.any(any.val(names)))
    .execute();
  return rows.map(({ action_id, state, updated_at, kind, ...row }) => ({
    ...row,
    last: action_id && state && updated_at && kind ? { action_id, kind, state, updated_at } : null,
  }));
}

export async function saveFile(tx: Executor, row: DeviceFileRow): Promise<void> {
  const { wire_id, thing_name, file_id, ...rest } = row;
  await db(tx)
    .insertInto('device_files')
    .values(row)
    .onConflict((conflict) => conflict.columns(['wire_id', 'thing_name', 'file_id']).doUpdateSet(rest))
    .execute();
}

export async function deleteFile(tx: Executor, { wireId, thingName }: DeviceKey, fileId: string): Promise<void> {
  await db(tx)
    .deleteFrom('device_files')
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', thingName)
    .where('file_id', '=', fileId)
    .execute();
}

/** Files of devices: all, or one of them. */
export function listFiles(
  executor: Executor,
  wireId: string,
  names: readonly string[],
  fileId?: string,
): Promise<DeviceFileRow[]> {
  return db(executor)
    .selectFrom('device_files')
    .selectAll()
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .$if(fileId !== undefined, (query) => query.where('file_id', '=', fileId ?? ''))
    .orderBy('name')
    .execute();
}
