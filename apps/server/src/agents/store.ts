import { sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';
import type { SlotKind } from './slot.ts';
import type { AgentKey, AgentRow, AgentTables } from './tables.ts';

const db = (executor: Executor) => executor.withTables<AgentTables>();

function update(executor: Executor, { wireId, thingName }: AgentKey) {
  return db(executor).updateTable('agents').where('wire_id', '=', wireId).where('thing_name', '=', thingName);
}

export function findAgents(executor: Executor, wireId: string, names: readonly string[]): Promise<AgentRow[]> {
  return db(executor)
    .selectFrom('agents')
    .selectAll()
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .execute();
}

/** Locks what is known of an agent until the end of the transaction, starting to know it if need be. */
export async function lockAgent(tx: Executor, { wireId, thingName }: AgentKey): Promise<AgentRow> {
  await ensureAgents(tx, wireId, [thingName]);
  return db(tx)
    .selectFrom('agents')
    .selectAll()
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', thingName)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** Starts to know agents. In the order of their names, so that two transactions do not deadlock. */
export async function ensureAgents(tx: Executor, wireId: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await db(tx)
    .insertInto('agents')
    .values([...names].sort().map((thing_name) => ({ wire_id: wireId, thing_name, ...FRESH })))
    .onConflict((conflict) => conflict.columns(['wire_id', 'thing_name']).doNothing())
    .execute();
}

const FRESH = {
  chosen: false,
  auth_window_count: 0,
  triggers: 0,
  slot_settled: false,
  attempts: 0,
  order_ended: false,
};

/** Locks agents and notes that somebody deployed to them. */
export async function chooseAgents(tx: Executor, wireId: string, names: readonly string[]): Promise<void> {
  await ensureAgents(tx, wireId, names);
  await sql`update agents set chosen = true where wire_id = ${wireId} and thing_name in (
    select thing_name from agents where wire_id = ${wireId} and thing_name = any(${names}) order by thing_name for update
  )`.execute(tx);
}

export async function noteHeard(tx: Executor, key: AgentKey, connectionId: string, at: Date): Promise<void> {
  await update(tx, key)
    .set({
      heard_at: sql`greatest(heard_at, ${at}::timestamptz)`,
      heard_connection_id: connectionId,
      attempts: 0,
      asked_at: null,
    })
    .execute();
}

export async function noteFetched(tx: Executor, key: AgentKey, uid: number | null, at: Date): Promise<void> {
  await update(tx, key).set({ fetched_uid: uid, fetched_at: at }).execute();
}

/** The answer that carried a revision did not leave; it counts as not fetched. */
export async function forgetFetched(executor: Executor, key: AgentKey, uid: number): Promise<void> {
  await update(executor, key).where('fetched_uid', '=', uid).set({ fetched_uid: null, fetched_at: null }).execute();
}

/** Takes over the revisions of the desired trees after they changed. */
export async function noteDesired(tx: Executor, wireId: string, names: readonly string[]): Promise<void> {
  await sql`update agents set desired_uid = s.uid from device_states s
    where agents.wire_id = ${wireId} and agents.thing_name = any(${names})
      and s.wire_id = agents.wire_id and s.thing_name = agents.thing_name and s.type = 'desired'`.execute(tx);
}

export type AuthRequested = { state: string; nonce: string; deadline: Date; windowAt: Date; windowCount: number };

export async function saveAuthRequest(tx: Executor, key: AgentKey, request: AuthRequested): Promise<void> {
  await update(tx, key)
    .set({
      auth_state: request.state,
      auth_nonce: request.nonce,
      auth_deadline: request.deadline,
      auth_window_at: request.windowAt,
      auth_window_count: request.windowCount,
    })
    .execute();
}

/**
 * Makes the caller the only writer of a device's slot until `until`; false when somebody else is. The look that is due then
 * covers a writer that dies.
 */
export async function takeLease(
  executor: Executor,
  key: AgentKey,
  lease: { token: string; now: Date; until: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await update(executor, key)
    .where((any) => any.or([any('lease_until', 'is', null), any('lease_until', '<=', lease.now)]))
    .set({ lease_token: lease.token, lease_until: lease.until, due_at: lease.until })
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Gives the lease back and says when to look again. Nothing happens when it is no longer held. */
export async function releaseLease(
  executor: Executor,
  key: AgentKey,
  token: string,
  dueAt: Date | null,
): Promise<void> {
  await update(executor, key)
    .where('lease_token', '=', token)
    .set({ lease_token: null, lease_until: null, due_at: dueAt })
    .execute();
}

/** Agents that nobody works on are looked at again by these times, where they would have been later. */
export async function bringForward(
  executor: Executor,
  wireId: string,
  looks: readonly { thingName: string; lookAgainAt: number | null }[],
): Promise<void> {
  const timed = looks
    .filter(({ lookAgainAt }) => lookAgainAt !== null)
    .sort((one, other) => (one.thingName < other.thingName ? -1 : 1));
  if (timed.length === 0) return;
  const times = timed.map(({ lookAgainAt }) => new Date(lookAgainAt ?? 0));
  await sql`update agents set due_at = looks.at
    from unnest(${timed.map(({ thingName }) => thingName)}::text[], ${times}::timestamptz[]) as looks (thing_name, at)
    where agents.wire_id = ${wireId} and agents.thing_name = looks.thing_name
      and (agents.due_at is null or agents.due_at > looks.at) and agents.lease_token is null`.execute(executor);
}

export type Written = {
  kind: SlotKind;
  at: Date;
  uid: number | null;
  /** The auth request that was answered with it, and what the device was told. */
  answered: { state: string; licence: string | null; until: number } | null;
  /** Whether the device owes a sign of life for it. */
  asks: boolean;
  leaseUntil: Date;
};

/** Notes what the slot holds now. */
export async function noteWritten(executor: Executor, key: AgentKey, token: string, written: Written): Promise<void> {
  const { kind, at, uid, answered, asks, leaseUntil } = written;
  await update(executor, key)
    .where('lease_token', '=', token)
    .set((column) => ({
      slot_kind: kind,
      slot_at: at,
      slot_uid: uid,
      slot_settled: false,
      attempts: column('attempts', '+', 1),
      ...(asks ? { asked_at: sql<Date>`coalesce(asked_at, ${at}::timestamptz)` } : {}),
      ...(kind === 'trigger' ? { triggered_at: at, triggers: column('triggers', '+', 1) } : {}),
      ...(kind === 'deploy' ? { order_at: at } : {}),
      lease_until: leaseUntil,
      due_at: leaseUntil,
    }))
    .execute();
  if (answered === null) return;
  await update(executor, key)
    .set({
      told_licence: answered.licence,
      told_until: new Date(answered.until),
      triggered_at: null,
      triggers: 0,
    })
    .execute();
  // A newer request may have come in while this answer was on its way.
  await update(executor, key)
    .where('auth_state', '=', answered.state)
    .set({ auth_state: null, auth_nonce: null, auth_deadline: null })
    .execute();
}

/** The device is done with what was written at `slotAt`. */
export async function settleSlot(executor: Executor, key: AgentKey, slotAt: Date): Promise<void> {
  await update(executor, key).where('slot_at', '=', slotAt).set({ slot_settled: true }).execute();
}

/** Agents at which it is time to look and that nobody works on. */
export function listDue(executor: Executor, now: Date, limit: number): Promise<AgentKey[]> {
  return db(executor)
    .selectFrom('agents')
    .select(['wire_id as wireId', 'thing_name as thingName'])
    .where('due_at', '<=', now)
    .where((any) => any.or([any('lease_until', 'is', null), any('lease_until', '<=', now)]))
    .orderBy('due_at')
    .limit(limit)
    .execute();
}

/** There is no connection to look through; the next one brings its devices up again. */
export async function clearDue(executor: Executor, wireId: string): Promise<void> {
  await db(executor).updateTable('agents').where('wire_id', '=', wireId).set({ due_at: null }).execute();
}
