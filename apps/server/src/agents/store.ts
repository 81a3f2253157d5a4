import { sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';
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

/** Locks what is known of agents until the end of the transaction, by name. In one order, so that two transactions do not deadlock. */
export async function lockKnown(
  tx: Executor,
  wireId: string,
  names: readonly string[],
): Promise<Map<string, AgentRow>> {
  if (names.length === 0) return new Map();
  const rows = await db(tx)
    .selectFrom('agents')
    .selectAll()
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .orderBy('thing_name')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.thing_name, row]));
}

/** The same, starting to know those that are not known; nothing is written to their devices for that. */
export async function lockAgents(
  tx: Executor,
  wireId: string,
  names: readonly string[],
): Promise<Map<string, AgentRow>> {
  const known = await lockKnown(tx, wireId, names);
  const missing = names.filter((name) => !known.has(name));
  if (missing.length === 0) return known;
  await ensureAgents(tx, wireId, missing);
  return new Map([...known, ...(await lockKnown(tx, wireId, missing))]);
}

export async function lockAgent(tx: Executor, { wireId, thingName }: AgentKey): Promise<AgentRow> {
  const agent = (await lockAgents(tx, wireId, [thingName])).get(thingName);
  if (!agent) throw new Error(`What is known of ${thingName} went away while it was looked up.`);
  return agent;
}

/** Starts to know agents. In the order of their names, so that two transactions do not deadlock. */
export async function ensureAgents(tx: Executor, wireId: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await sql`insert into agents (wire_id, thing_name) select ${wireId}, name from unnest(${[...names].sort()}::text[]) as n (name)
    order by name on conflict (wire_id, thing_name) do nothing`.execute(tx);
}

/** Locks agents and notes that somebody deployed to them. */
export async function chooseAgents(tx: Executor, wireId: string, names: readonly string[]): Promise<void> {
  await ensureAgents(tx, wireId, names);
  await sql`update agents set chosen = true where wire_id = ${wireId} and thing_name in (
    select thing_name from agents where wire_id = ${wireId} and thing_name = any(${names}) order by thing_name for update
  )`.execute(tx);
}

export type Heard = { thingName: string; at: Date };

/** Devices gave a sign of life under a connection. */
export async function noteHeard(
  tx: Executor,
  { wireId, id }: { wireId: string; id: string },
  heard: readonly Heard[],
): Promise<void> {
  const names = heard.map(({ thingName }) => thingName);
  const times = heard.map(({ at }) => at.toISOString());
  await sql`update agents set heard_at = greatest(heard_at, h.at), heard_connection_id = ${id}, attempts = 0, asked_at = null
    from unnest(${names}::text[], ${times}::timestamptz[]) as h (thing_name, at)
    where agents.wire_id = ${wireId} and agents.thing_name = h.thing_name`.execute(tx);
}

export type Fetched = { thingName: string; uid: number | null; at: Date };

/** Devices were given their desired trees, of these revisions. */
export async function noteFetched(tx: Executor, wireId: string, fetched: readonly Fetched[]): Promise<void> {
  if (fetched.length === 0) return;
  const names = fetched.map(({ thingName }) => thingName);
  const uids = fetched.map(({ uid }) => uid);
  const times = fetched.map(({ at }) => at.toISOString());
  await sql`update agents set fetched_uid = f.uid, fetched_at = f.at
    from unnest(${names}::text[], ${uids}::integer[], ${times}::timestamptz[]) as f (thing_name, uid, at)
    where agents.wire_id = ${wireId} and agents.thing_name = f.thing_name`.execute(tx);
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

/** Stores what the writer of slots changes of agents. They must be locked, and `rows` hold all else that happened to them. */
export async function saveSlots(tx: Executor, wireId: string, rows: readonly AgentRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`update agents a set lease_token = r.lease_token, lease_until = r.lease_until, due_at = r.due_at,
      slot_kind = r.slot_kind, slot_at = r.slot_at, slot_uid = r.slot_uid, slot_settled = r.slot_settled,
      attempts = r.attempts, asked_at = r.asked_at, triggered_at = r.triggered_at, triggers = r.triggers,
      order_at = r.order_at, told_licence = r.told_licence, told_until = r.told_until, auth_state = r.auth_state,
      auth_nonce = r.auth_nonce, auth_deadline = r.auth_deadline
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (thing_name text, lease_token text,
      lease_until timestamptz, due_at timestamptz, slot_kind text, slot_at timestamptz, slot_uid integer,
      slot_settled boolean, attempts integer, asked_at timestamptz, triggered_at timestamptz, triggers integer,
      order_at timestamptz, told_licence text, told_until timestamptz, auth_state text, auth_nonce text,
      auth_deadline timestamptz)
    where a.wire_id = ${wireId} and a.thing_name = r.thing_name`.execute(tx);
}

/** Ends the leases of a process that died, when there can be no other; a look at their devices is due. */
export async function endLeases(executor: Executor, now: Date): Promise<void> {
  await db(executor)
    .updateTable('agents')
    .set({ lease_token: null, lease_until: null, due_at: now })
    .where('lease_token', 'is not', null)
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
