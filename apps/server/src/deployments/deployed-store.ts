import { sql } from 'kysely';
import { type Executor, storable } from '../platform/db/index.ts';
import type { DeployedFlowRow, DeploymentTables, DeviceFileRow } from './tables.ts';

const db = (executor: Executor) => executor.withTables<DeploymentTables>();

type DeviceKey = { wireId: string; thingName: string };

export type DeployedColumns = Pick<
  DeployedFlowRow,
  'thing_name' | 'flow_id' | 'flow_name' | 'version' | 'asset_id' | 'update_id' | 'project_id' | 'deployed_at'
>;

/** Devices have deployed flows. */
export async function saveDeployedFlows(
  tx: Executor,
  wireId: string,
  flows: readonly DeployedColumns[],
): Promise<void> {
  if (flows.length === 0) return;
  await sql`insert into deployed_flows (wire_id, thing_name, flow_id, flow_name, version, asset_id, update_id, project_id,
      deployed_at, enabled_wanted)
    select ${wireId}, f.*, true from jsonb_to_recordset(${JSON.stringify(flows)}::jsonb) as f (thing_name text, flow_id text,
      flow_name text, version integer, asset_id text, update_id text, project_id text, deployed_at timestamptz)
    order by thing_name
    on conflict (wire_id, thing_name) do update set flow_id = excluded.flow_id, flow_name = excluded.flow_name,
      version = excluded.version, asset_id = excluded.asset_id, update_id = excluded.update_id,
      project_id = excluded.project_id, deployed_at = excluded.deployed_at`.execute(tx);
}

/** Devices removed their flows by their own word. */
export async function forgetDeployedFlows(tx: Executor, wireId: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const none = { flow_id: null, flow_name: null, version: null, asset_id: null, update_id: null, deployed_at: null };
  await db(tx)
    .updateTable('deployed_flows')
    .set(none)
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
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

export type FlowWord = {
  thingName: string;
  enabled: boolean | null;
  state: DeployedFlowRow['flow_state'];
  message: string | null;
};

/** Notes what devices say of Node-RED. */
export async function noteFlowWords(
  tx: Executor,
  { wireId, projectId }: Place,
  words: readonly FlowWord[],
): Promise<void> {
  if (words.length === 0) return;
  const rows = words.map((word) => ({ ...word, message: word.message && storable(word.message) }));
  await sql`insert into deployed_flows (wire_id, project_id, enabled_wanted, thing_name, enabled_reported, flow_state,
      flow_message)
    select ${wireId}, ${projectId}, true, w."thingName", w.enabled, w.state, w.message
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w ("thingName" text, enabled boolean, state text, message text)
    order by w."thingName"
    on conflict (wire_id, thing_name) do update set enabled_reported = excluded.enabled_reported,
      flow_state = excluded.flow_state, flow_message = excluded.flow_message`.execute(tx);
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
