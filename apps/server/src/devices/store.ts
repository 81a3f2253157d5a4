import { sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';
import type { DeviceColumns } from './kept.ts';
import type { DeviceRow, DeviceTables, TransitionRow } from './tables.ts';

const db = (executor: Executor) => executor.withTables<DeviceTables>();

/** The devices of a connection by name, or those of the given names. */
export function listDevices(executor: Executor, connectionId: string, names?: readonly string[]): Promise<DeviceRow[]> {
  return db(executor)
    .selectFrom('devices')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('gone_at', 'is', null)
    .$if(names !== undefined, (query) => query.where('thing_name', '=', (any) => any.fn.any(any.val(names ?? []))))
    .orderBy('thing_name')
    .execute();
}

/** Names of the connected devices after `after`, in order. */
export async function listConnected(
  executor: Executor,
  connectionId: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await db(executor)
    .selectFrom('devices')
    .select('thing_name')
    .where('connection_id', '=', connectionId)
    .where('flag_status', '=', 'connected')
    .where('gone_at', 'is', null)
    .where('thing_name', '>', after)
    .orderBy('thing_name')
    .limit(limit)
    .execute();
  return rows.map((row) => row.thing_name);
}

export async function deviceExists(executor: Executor, connectionId: string, thingName: string): Promise<boolean> {
  const row = await db(executor)
    .selectFrom('devices')
    .select('thing_name')
    .where('connection_id', '=', connectionId)
    .where('thing_name', '=', thingName)
    .where('gone_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

export type DeviceKey = { connectionId: string; thingName: string };

/** Locks devices until the end of the transaction, in the order in which everybody does. Those that are gone come too. */
export async function lockDevices(tx: Executor, keys: readonly DeviceKey[]): Promise<DeviceRow[]> {
  const { rows } = await sql<DeviceRow>`select d.* from devices d
    join unnest(${keys.map((key) => key.connectionId)}::text[], ${keys.map((key) => key.thingName)}::text[])
      as k (connection_id, thing_name) on d.connection_id = k.connection_id and d.thing_name = k.thing_name
    order by d.connection_id, d.thing_name for update of d`.execute(tx);
  return rows;
}

/** Notes that a sweep met things, and adds those that are new. Returns the names of these. */
export async function meetThings(
  tx: Executor,
  connection: { id: string; projectId: string },
  names: readonly string[],
  sweptAt: Date,
): Promise<string[]> {
  const sorted = [...names].sort();
  await sql`update devices set swept_at = ${sweptAt} where connection_id = ${connection.id} and thing_name in (
    select thing_name from devices where connection_id = ${connection.id} and thing_name = any(${sorted}::text[])
    order by connection_id, thing_name for update)`.execute(tx);
  const { rows } = await sql<{ thing_name: string }>`insert into devices
      (connection_id, project_id, thing_name, status, reason, flag_status, flag_reason, speaks, created_at, swept_at)
    select ${connection.id}, ${connection.projectId}, name, 'unknown', 'never_seen', 'unknown', 'never_seen', false,
      ${sweptAt}, ${sweptAt} from unnest(${sorted}::text[]) as name
    on conflict (connection_id, thing_name) do nothing returning thing_name`.execute(tx);
  return rows.map((row) => row.thing_name);
}

/** Names of things that no sweep since `before` met and that are not known to be gone. */
export async function listMissing(executor: Executor, connectionId: string, before: Date): Promise<string[]> {
  const rows = await db(executor)
    .selectFrom('devices')
    .select('thing_name')
    .where('connection_id', '=', connectionId)
    .where('gone_at', 'is', null)
    .where('swept_at', '<', before)
    .orderBy('thing_name')
    .execute();
  return rows.map((row) => row.thing_name);
}

/** Those of the things that are known to be gone. */
export async function listGone(executor: Executor, connectionId: string, names: readonly string[]): Promise<string[]> {
  const rows = await db(executor)
    .selectFrom('devices')
    .select('thing_name')
    .where('connection_id', '=', connectionId)
    .where('gone_at', 'is not', null)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .execute();
  return rows.map((row) => row.thing_name);
}

/** Devices whose held-back will is due, at most `limit`. */
export async function listHeld(
  executor: Executor,
  now: Date,
  limit: number,
): Promise<(DeviceKey & { projectId: string })[]> {
  return db(executor)
    .selectFrom('devices')
    .select(['connection_id as connectionId', 'project_id as projectId', 'thing_name as thingName'])
    .where('held_until', '<=', now)
    .orderBy('held_until')
    .limit(limit)
    .execute();
}

/** Whether any will is held back. */
export async function anyHeld(executor: Executor): Promise<boolean> {
  const row = await db(executor)
    .selectFrom('devices')
    .select('thing_name')
    .where('held_until', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Stores devices that are locked. */
export async function saveDevices(tx: Executor, rows: readonly DeviceColumns[]): Promise<void> {
  const column = <K extends keyof DeviceColumns>(name: K) => rows.map((row) => row[name]);
  await sql`update devices set
      status = n.status, reason = n.reason, since = n.since, source = n.source,
      flag_status = n.flag_status, flag_reason = n.flag_reason, flag_since = n.flag_since, flag_source = n.flag_source,
      flag_version = n.flag_version, flag_timestamp = n.flag_timestamp, flag_message_id = n.flag_message_id,
      held_since = n.held_since, held_version = n.held_version, held_timestamp = n.held_timestamp,
      held_message_id = n.held_message_id, held_until = n.held_until,
      agent_type = n.agent_type, agent_version = n.agent_version,
      agent_shadow_version = n.agent_shadow_version, agent_shadow_timestamp = n.agent_shadow_timestamp,
      speaks = n.speaks, last_seen_at = n.last_seen_at, observed_at = n.observed_at,
      licensed = n.licensed, monitored = n.monitored, silence = n.silence, gone_at = n.gone_at
    from unnest(
      ${column('connection_id')}::text[], ${column('thing_name')}::text[],
      ${column('status')}::text[], ${column('reason')}::text[], ${column('since')}::timestamptz[],
      ${column('source')}::text[], ${column('flag_status')}::text[], ${column('flag_reason')}::text[],
      ${column('flag_since')}::timestamptz[], ${column('flag_source')}::text[], ${column('flag_version')}::bigint[],
      ${column('flag_timestamp')}::bigint[], ${column('flag_message_id')}::text[], ${column('held_since')}::timestamptz[],
      ${column('held_version')}::bigint[], ${column('held_timestamp')}::bigint[], ${column('held_message_id')}::text[],
      ${column('held_until')}::timestamptz[], ${column('agent_type')}::text[], ${column('agent_version')}::text[],
      ${column('agent_shadow_version')}::bigint[], ${column('agent_shadow_timestamp')}::bigint[],
      ${column('speaks')}::boolean[], ${column('last_seen_at')}::timestamptz[], ${column('observed_at')}::timestamptz[],
      ${column('licensed')}::boolean[], ${column('monitored')}::boolean[], ${column('silence')}::text[],
      ${column('gone_at')}::timestamptz[]
    ) as n (connection_id, thing_name, status, reason, since, source, flag_status, flag_reason, flag_since, flag_source,
      flag_version, flag_timestamp, flag_message_id, held_since, held_version, held_timestamp, held_message_id, held_until,
      agent_type, agent_version, agent_shadow_version, agent_shadow_timestamp, speaks, last_seen_at, observed_at,
      licensed, monitored, silence, gone_at)
    where devices.connection_id = n.connection_id and devices.thing_name = n.thing_name`.execute(tx);
}

/** Writes down what changed of what is shown. */
export async function insertTransitions(tx: Executor, rows: readonly TransitionRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = <K extends keyof TransitionRow>(name: K) => rows.map((row) => row[name] ?? null);
  await sql`insert into device_transitions
      (connection_id, thing_name, at, noted_at, status, reason, source, shadow_version, shadow_timestamp, message_id)
    select * from unnest(${column('connection_id')}::text[], ${column('thing_name')}::text[], ${column('at')}::timestamptz[],
      ${column('noted_at')}::timestamptz[], ${column('status')}::text[], ${column('reason')}::text[],
      ${column('source')}::text[], ${column('shadow_version')}::bigint[], ${column('shadow_timestamp')}::bigint[],
      ${column('message_id')}::text[])`.execute(tx);
}
