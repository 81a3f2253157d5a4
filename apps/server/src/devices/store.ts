import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';
import type { DeviceColumns, KeptRow } from './kept.ts';
import type { DeviceRow, DeviceTables, TransitionRow } from './tables.ts';

const db = (executor: Executor) => executor.withTables<DeviceTables>();

/** What changes of a device, with the type of each column in PostgreSQL. */
const TYPES: { readonly [C in Exclude<keyof DeviceColumns, keyof Key>]: string } = {
  ...{ status: 'text', reason: 'text', since: 'timestamptz', source: 'text' },
  ...{ flag_status: 'text', flag_reason: 'text', flag_since: 'timestamptz', flag_source: 'text' },
  ...{ flag_version: 'bigint', flag_timestamp: 'bigint', flag_message_id: 'text' },
  ...{ held_since: 'timestamptz', held_version: 'bigint', held_timestamp: 'bigint', held_message_id: 'text' },
  ...{ held_until: 'timestamptz', agent_type: 'text', agent_version: 'text' },
  ...{ agent_shadow_version: 'bigint', agent_shadow_timestamp: 'bigint' },
  ...{ speaks: 'boolean', last_seen_at: 'timestamptz', observed_at: 'timestamptz' },
  ...{ licensed: 'boolean', monitored: 'boolean', silence: 'text', gone_at: 'timestamptz' },
};
type Key = Pick<DeviceColumns, 'connection_id' | 'thing_name'>;
type Column = keyof typeof TYPES;
const COLUMNS = Object.keys(TYPES) as Column[];
const READ = ['connection_id', 'thing_name', 'project_id', ...COLUMNS] as const;

/** The devices of a connection by name, or those of the given names. */
export function listDevices(executor: Executor, connectionId: string, names?: readonly string[]): Promise<KeptRow[]> {
  return db(executor)
    .selectFrom('devices')
    .select(READ)
    .where('connection_id', '=', connectionId)
    .where('gone_at', 'is', null)
    .$if(names !== undefined, (query) => query.where('thing_name', '=', (any) => any.fn.any(any.val(names ?? []))))
    .orderBy('thing_name')
    .execute();
}

const HEARD = ['flag_status', 'flag_since', 'speaks', 'agent_type', 'agent_version', 'last_seen_at'] as const;

/** Of devices by name: what is needed to act on them, which of a crowd that comes online is all that is wanted. */
export function listHeard(executor: Executor, connectionId: string, names: readonly string[]): Promise<HeardRow[]> {
  return db(executor)
    .selectFrom('devices')
    .select(['thing_name', ...HEARD, 'licensed', 'silence'])
    .where('connection_id', '=', connectionId)
    .where('gone_at', 'is', null)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .execute();
}
export type HeardRow = Pick<DeviceRow, 'thing_name' | (typeof HEARD)[number] | 'licensed' | 'silence'>;

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

/** Those of the names that are devices of a connection, and not gone. */
export async function whichExist(
  executor: Executor,
  connectionId: string,
  names: readonly string[],
): Promise<Set<string>> {
  const rows = await db(executor)
    .selectFrom('devices')
    .select('thing_name')
    .where('connection_id', '=', connectionId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .where('gone_at', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.thing_name));
}

/** Whether a device is watched: somebody has switched its monitoring off otherwise. `undefined`: there is none, or it is gone. */
export async function isMonitored(
  executor: Executor,
  connectionId: string,
  thingName: string,
): Promise<boolean | undefined> {
  const row = await db(executor)
    .selectFrom('devices')
    .select('monitored')
    .where('connection_id', '=', connectionId)
    .where('thing_name', '=', thingName)
    .where('gone_at', 'is', null)
    .executeTakeFirst();
  return row?.monitored;
}

export type DeviceKey = { connectionId: string; thingName: string };

/** Where a row lies until its transaction ends, which finds it faster than any index. */
export type Place = { place: string };
const LOCKED = sql.raw(READ.map((name) => `d.${name}`).join(', '));

/** Locks devices until the end of the transaction, in the order in which everybody does. Those that are gone come too. */
export async function lockDevices(tx: Executor, keys: readonly DeviceKey[]): Promise<(KeptRow & Place)[]> {
  const { rows } = await sql<KeptRow & Place>`select ${LOCKED}, d.ctid::text as place from devices d
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
  // A message may have added the thing meanwhile, with a time of its own: the later time stays.
  const { rows } = await sql<{ thing_name: string; fresh: boolean }>`insert into devices
      (connection_id, project_id, thing_name, status, reason, flag_status, flag_reason, speaks, created_at, swept_at)
    select ${connection.id}, ${connection.projectId}, name, 'unknown', 'never_seen', 'unknown', 'never_seen', false,
      ${sweptAt}, ${sweptAt} from unnest(${[...names].sort()}::text[]) as name
    on conflict (connection_id, thing_name) do update set swept_at = greatest(devices.swept_at, excluded.swept_at)
    returning thing_name, xmax = 0 as fresh`.execute(tx);
  return rows.filter(({ fresh }) => fresh).map((row) => row.thing_name);
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

/** When the next will that is held back is due. */
export async function nextHeld(executor: Executor): Promise<Date | undefined> {
  const row = await db(executor)
    .selectFrom('devices')
    .select('held_until')
    .where('held_until', 'is not', null)
    .orderBy('held_until')
    .limit(1)
    .executeTakeFirst();
  return row?.held_until ?? undefined;
}

/** Stores devices that are locked: those columns in which one of them changed. */
export function savingDevices(
  changes: readonly { before: KeptRow & Place; after: DeviceColumns }[],
): RawBuilder<unknown> | undefined {
  const changed = COLUMNS.filter((name) => changes.some(({ before, after }) => !same(before[name], after[name])));
  if (changed.length === 0) return undefined;
  const list = (name: keyof DeviceColumns) => changes.map(({ after }) => toParameter(after[name]));
  const arrays = changed.map((name) => sql`${list(name)}::${sql.raw(TYPES[name])}[]`);
  const assignments = changed.map((name) => `${name} = n.${name}`).join(', ');
  const places = changes.map(({ before }) => before.place);
  return sql`update devices set ${sql.raw(assignments)}
    from unnest(${places}::tid[], ${sql.join(arrays)}) as n (place, ${sql.raw(changed.join(', '))})
    where devices.ctid = n.place`;
}

const same = (one: unknown, other: unknown): boolean =>
  one === other || (one instanceof Date && other instanceof Date && one.getTime() === other.getTime());

/** Writes down what changed of what is shown. */
export function insertingTransitions(rows: readonly TransitionRow[]): RawBuilder<unknown> {
  const column = <K extends keyof TransitionRow>(name: K) => rows.map((row) => toParameter(row[name] ?? null));
  return sql`insert into device_transitions
      (connection_id, thing_name, at, noted_at, status, reason, source, shadow_version, shadow_timestamp, message_id)
    select * from unnest(${column('connection_id')}::text[], ${column('thing_name')}::text[], ${column('at')}::timestamptz[],
      ${column('noted_at')}::timestamptz[], ${column('status')}::text[], ${column('reason')}::text[],
      ${column('source')}::text[], ${column('shadow_version')}::bigint[], ${column('shadow_timestamp')}::bigint[],
      ${column('message_id')}::text[])`;
}

/** The driver writes times in the zone of the machine, at several times the cost. */
const toParameter = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
