import { type Executor, storable } from '../platform/db/index.ts';
import { type DeviceState, type Position, UNSEEN } from './reduce.ts';
import type { DeviceRow, DeviceTables } from './tables.ts';

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
    .where('status', '=', 'connected')
    .where('gone_at', 'is', null)
    .where('thing_name', '>', after)
    .orderBy('thing_name')
    .limit(limit)
    .execute();
  return rows.map((row) => row.thing_name);
}

/** Locks a device until the end of the transaction. */
export function lockDevice(tx: Executor, connectionId: string, thingName: string): Promise<DeviceRow | undefined> {
  return db(tx)
    .selectFrom('devices')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('thing_name', '=', thingName)
    .where('gone_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
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

/**
 * Notes that things exist, as of `sweptAt`, adding those that are new and reviving those that were gone. Returns these.
 * Names are inserted in order, so that two sweeps at once do not deadlock.
 */
export async function keepThings(
  tx: Executor,
  connectionId: string,
  names: readonly string[],
  sweptAt: Date,
): Promise<string[]> {
  if (names.length === 0) return [];
  const present = await listDevices(tx, connectionId, names);
  const known = new Set(present.map((row) => row.thing_name));
  const state = toColumns(UNSEEN);
  await db(tx)
    .insertInto('devices')
    .values(
      [...names].sort().map((thing_name) => ({
        connection_id: connectionId,
        thing_name,
        ...state,
        created_at: sweptAt,
        swept_at: sweptAt,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['connection_id', 'thing_name'])
        .doUpdateSet((row) => ({ swept_at: row.ref('excluded.swept_at'), gone_at: null })),
    )
    .execute();
  return names.filter((name) => !known.has(name));
}

/** Marks what no sweep since `before` met. Returns the names. */
export async function markGone(tx: Executor, connectionId: string, before: Date, now: Date): Promise<string[]> {
  const rows = await db(tx)
    .updateTable('devices')
    .set({ gone_at: now })
    .where('connection_id', '=', connectionId)
    .where('gone_at', 'is', null)
    .where('swept_at', '<', before)
    .returning('thing_name')
    .execute();
  return rows.map((row) => row.thing_name);
}

export async function saveState(
  tx: Executor,
  connectionId: string,
  thingName: string,
  state: DeviceState,
  observedAt: Date,
): Promise<void> {
  await db(tx)
    .updateTable('devices')
    .set({ ...toColumns(state), observed_at: observedAt })
    .where('connection_id', '=', connectionId)
    .where('thing_name', '=', thingName)
    .execute();
}

export function toState(row: DeviceRow): DeviceState {
  const { agent_type: type, agent_version: v } = row;
  return {
    status: row.status,
    reason: row.reason,
    since: row.since?.getTime() ?? null,
    source: row.source,
    flagAt: position(row.flag_version, row.flag_timestamp),
    agent: type !== null && v !== null ? { type, v } : null,
    agentAt: position(row.agent_shadow_version, row.agent_shadow_timestamp),
    speaks: row.speaks,
    lastSeenAt: row.last_seen_at?.getTime() ?? null,
  };
}

function toColumns(state: DeviceState) {
  return {
    status: state.status,
    reason: state.reason,
    since: toDate(state.since),
    source: state.source,
    flag_version: state.flagAt?.version ?? null,
    flag_timestamp: state.flagAt?.timestamp ?? null,
    agent_type: state.agent ? storable(state.agent.type, AGENT_TEXT) : null,
    agent_version: state.agent ? storable(state.agent.v, AGENT_TEXT) : null,
    agent_shadow_version: state.agentAt?.version ?? null,
    agent_shadow_timestamp: state.agentAt?.timestamp ?? null,
    speaks: state.speaks,
    last_seen_at: toDate(state.lastSeenAt),
  };
}

const AGENT_TEXT = 100;
const toDate = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
const position = (version: number | null, timestamp: number | null): Position | null =>
  version === null || timestamp === null ? null : { version, timestamp };
