import { type RawBuilder, sql } from 'kysely';
import { type Executor, storable } from '../platform/db/index.ts';
import type { Subject } from './kinds.ts';
import type { PhaseCounts } from './rollout/decide.ts';
import type { ActionRow, DeploymentTables, TargetRow } from './tables.ts';
import type { Target } from './target.ts';
import { OPEN_STATES } from './transition.ts';
import type { Had, Wanted } from './wanted.ts';

const db = (executor: Executor) => executor.withTables<DeploymentTables>();
/** Rows travel as one JSON text a statement, in portions. */
const BATCH = 5_000;

export type NewTarget = { thingName: string; updateId: string; phase: number; wanted: Wanted | null; target: Target };

/** Inserts the targets of an action. `subjectOf`: with the subject of each, where they differ. */
export async function insertTargets(
  tx: Executor,
  action: Pick<ActionRow, 'id' | 'wire_id'>,
  subject: Subject,
  targets: readonly NewTarget[],
): Promise<void> {
  for (let start = 0; start < targets.length; start += BATCH) {
    const rows = targets.slice(start, start + BATCH).map(({ thingName, updateId, phase, wanted, target }) => ({
      ...{ thing_name: thingName, update_id: updateId, phase, wanted, ...toColumns(target) },
    }));
    await sql`insert into action_targets (action_id, wire_id, subject, thing_name, update_id, phase, wanted, state, message,
        waits_for, attempt, requested_at, awaited_since, reported, deadline_at, due_at, updated_at)
      select ${action.id}, ${action.wire_id}, ${subject}, thing_name, update_id, phase, nullif(wanted, 'null'::jsonb), state,
        message, waits_for, attempt, requested_at, awaited_since, reported, deadline_at, due_at, requested_at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (thing_name text, update_id text, phase integer,
        wanted jsonb, state text, message text, waits_for text, attempt integer, requested_at timestamptz,
        awaited_since timestamptz, reported boolean, deadline_at timestamptz, due_at timestamptz)`.execute(tx);
  }
}

/** A changed target. `updateId`: it goes out under a new name; `had`: what its device had before. */
export type SavedTarget = {
  row: Pick<TargetRow, 'action_id' | 'thing_name' | 'update_id' | 'had' | 'overridden_by'>;
  target: Target;
  updateId?: string;
  had?: Had | null;
  overriddenBy?: string;
};

/** Stores changed targets, however many, in one statement for each portion. */
export async function saveTargets(tx: Executor, changes: readonly SavedTarget[], now: Date): Promise<void> {
  for (let start = 0; start < changes.length; start += BATCH) {
    const rows = changes.slice(start, start + BATCH).map(({ row, target, updateId, had, overriddenBy }) => ({
      ...{ action_id: row.action_id, thing_name: row.thing_name, update_id: updateId ?? row.update_id },
      ...{ had: had === undefined ? row.had : had, overridden_by: overriddenBy ?? row.overridden_by },
      ...toColumns(target),
    }));
    await sql`update action_targets t set update_id = r.update_id, had = nullif(r.had, 'null'::jsonb),
        overridden_by = r.overridden_by, state = r.state, message = r.message, waits_for = r.waits_for,
        attempt = r.attempt, requested_at = r.requested_at, awaited_since = r.awaited_since, reported = r.reported,
        deadline_at = r.deadline_at, due_at = r.due_at, updated_at = ${now}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (action_id text, thing_name text, update_id text,
        had jsonb, overridden_by text, state text, message text, waits_for text, attempt integer,
        requested_at timestamptz, awaited_since timestamptz, reported boolean, deadline_at timestamptz,
        due_at timestamptz)
      where t.action_id = r.action_id and t.thing_name = r.thing_name`.execute(tx);
  }
}

export type TargetFilter = {
  states?: readonly string[] | undefined;
  /** Part of the name, in any case. */
  name?: string | undefined;
  phase?: number | undefined;
  after?: string | undefined;
};

/** Targets of an action by name. */
export function listTargets(
  executor: Executor,
  actionId: string,
  { states, name, phase, after }: TargetFilter = {},
  limit = 500,
): Promise<TargetRow[]> {
  return db(executor)
    .selectFrom('action_targets')
    .selectAll()
    .where('action_id', '=', actionId)
    .$if(states !== undefined, (query) => query.where(sql<boolean>`state = any(${states}::text[])`))
    .$if(phase !== undefined, (query) => query.where('phase', '=', phase ?? 0))
    .$if(name !== undefined, (query) =>
      query.where(sql<boolean>`strpos(lower(thing_name), ${name?.toLowerCase()}) > 0`),
    )
    .$if(after !== undefined, (query) => query.where(sql<boolean>`thing_name collate "C" > ${after}`))
    .orderBy(sql`thing_name collate "C"`)
    .limit(limit)
    .execute();
}

/** Names of targets in some states, by name. */
export async function listNames(
  executor: Executor,
  actionId: string,
  { states, after = '', limit }: { states: readonly string[]; after?: string; limit: number },
): Promise<string[]> {
  const rows = await listTargets(executor, actionId, { states, after }, limit);
  return rows.map((row) => row.thing_name);
}

/** The next targets of an action to begin, in the order of their phases. */
export async function listToStart(
  executor: Executor,
  { id, phase }: Pick<ActionRow, 'id' | 'phase'>,
  limit: number,
): Promise<string[]> {
  const rows = await db(executor)
    .selectFrom('action_targets')
    .select('thing_name')
    .where('action_id', '=', id)
    .where('waits_for', '=', 'start')
    .where('phase', '<=', phase)
    .orderBy('phase')
    .orderBy('thing_name')
    .limit(limit)
    .execute();
  return rows.map((row) => row.thing_name);
}

/** Targets at which it is time to look. */
export function listDueTargets(executor: Executor, now: Date, limit: number): Promise<TargetRow[]> {
  return db(executor)
    .selectFrom('action_targets')
    .selectAll()
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
}

/** The targets that stand in the way of devices, locked. Lock the devices' agents first. */
export function lockOpen(
  tx: Executor,
  wireId: string,
  names: readonly string[],
  subject?: Subject,
): Promise<TargetRow[]> {
  return db(tx)
    .selectFrom('action_targets')
    .selectAll()
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .where('state', 'in', OPEN_STATES)
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? 'flow'))
    .orderBy('thing_name')
    .orderBy('action_id')
    .forUpdate()
    .execute();
}

/** The same without a lock, as they are just now. */
export function listOpen(
  executor: Executor,
  wireId: string,
  names: readonly string[],
  subject: Subject,
): Promise<TargetRow[]> {
  return db(executor)
    .selectFrom('action_targets')
    .selectAll()
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .where('state', 'in', OPEN_STATES)
    .where('subject', '=', subject)
    .execute();
}

/** Targets of one action by name, locked. Lock the devices' agents first. */
export function lockTargets(tx: Executor, actionId: string, names: readonly string[]): Promise<TargetRow[]> {
  return db(tx)
    .selectFrom('action_targets')
    .selectAll()
    .where('action_id', '=', actionId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .orderBy('thing_name')
    .forUpdate()
    .execute();
}

/** Those of the devices that are targets of an action. */
export async function whichTargets(
  executor: Executor,
  actionId: string,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db(executor)
    .selectFrom('action_targets')
    .select('thing_name')
    .where('action_id', '=', actionId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .execute();
  return new Set(rows.map((row) => row.thing_name));
}

/** Targets that the words of devices may be about. */
export type Sought = {
  /** Devices whose open targets are sought. */
  open: readonly string[];
  /** Targets by their update. */
  updateIds: readonly string[];
  /** The newest order on a subject of a device that the device was told, and the newest of these that is open. */
  newest: readonly { thingName: string; subject: Subject }[];
};

/** The targets that are sought, locked. Lock the devices' agents first. */
export async function lockSought(
  tx: Executor,
  wireId: string,
  { open, updateIds, newest }: Sought,
): Promise<TargetRow[]> {
  const names = newest.map(({ thingName }) => thingName);
  const subjects = newest.map(({ subject }) => subject);
  const { rows } = await sql<TargetRow>`with sought as (
      select action_id, thing_name from action_targets
      where wire_id = ${wireId} and thing_name = any(${open}::text[]) and state = any(${OPEN_STATES}::text[])
      union
      select action_id, thing_name from action_targets where update_id = any(${updateIds}::text[]) and wire_id = ${wireId}
      union
      select one.action_id, one.thing_name
      from unnest(${names}::text[], ${subjects}::text[]) as asked (thing_name, subject) cross join lateral (
        (${newestTold(wireId, sql`state = any(${OPEN_STATES}::text[]) desc, requested_at desc`)})
        union (${newestTold(wireId, sql`requested_at desc`)})) as one
    )
    select t.* from action_targets t join sought using (action_id, thing_name)
    order by t.thing_name, t.action_id for update of t`.execute(tx);
  return rows;
}

const newestTold = (wireId: string, order: RawBuilder<unknown>) => sql`select t.action_id, t.thing_name
  from action_targets t where t.wire_id = ${wireId} and t.thing_name = asked.thing_name and t.subject = asked.subject
    and t.attempt > 0 order by ${order} limit 1`;

/** What waits for another order to a device may look again. */
export async function releaseHeld(tx: Executor, wireId: string, names: readonly string[], now: Date): Promise<void> {
  await db(tx)
    .updateTable('action_targets')
    .set({ due_at: now })
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .where('waits_for', '=', 'earlier_action')
    .where('state', 'in', OPEN_STATES)
    .execute();
}

/** Scheduled targets become such that may begin, or end without. In the order of their names, as everybody locks them. */
export async function openScheduled(tx: Executor, actionId: string, now: Date, failure?: string): Promise<string[]> {
  const end =
    failure === undefined ? sql`state = 'pending'` : sql`state = 'failed', message = ${failure}, waits_for = null`;
  const { rows } = await sql<{ thing_name: string }>`with mine as (
      select thing_name from action_targets where action_id = ${actionId} and state = 'scheduled'
      order by thing_name for update)
    update action_targets t set ${end}, updated_at = ${now} from mine
    where t.action_id = ${actionId} and t.thing_name = mine.thing_name returning t.thing_name`.execute(tx);
  return rows.map((row) => row.thing_name);
}

/** Ends targets that were not begun: some of them by name, or all. Returns how many. */
export async function cancelUnbegun(
  tx: Executor,
  actionId: string,
  { message, names, now }: { message: string; names?: readonly string[] | undefined; now: Date },
): Promise<number> {
  const some = names === undefined ? sql`` : sql`and thing_name = any(${names})`;
  const { numAffectedRows } = await sql`with mine as (
      select thing_name from action_targets where action_id = ${actionId} and waits_for = 'start' ${some}
      order by thing_name for update)
    update action_targets t set state = 'cancelled', message = ${message}, waits_for = null, updated_at = ${now}
    from mine where t.action_id = ${actionId} and t.thing_name = mine.thing_name`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** Counts by phase, as the rollout decides on them, and by state. */
export async function countPhases(executor: Executor, actionId: string, phases: number): Promise<PhaseCounts[]> {
  const { rows } = await sql<PhaseCounts & { phase: number }>`select phase,
      count(*) filter (where waits_for = 'start') as waiting,
      count(*) filter (where state = any(${OPEN_STATES}::text[]) and waits_for is distinct from 'start'
        and waits_for is distinct from 'offline') as working,
      count(*) filter (where state = any(${OPEN_STATES}::text[]) and waits_for = 'offline') as offline,
      count(*) filter (where state = 'deployed') as good,
      count(*) filter (where state in ('failed', 'timed_out') and attempt > 0) as bad,
      count(*) filter (where state in ('cancelled', 'overridden')
        or (state in ('failed', 'timed_out') and attempt = 0)) as other
    from action_targets where action_id = ${actionId} group by phase`.execute(executor);
  const byPhase = new Map(rows.map(({ phase, ...counts }) => [phase, counts]));
  return Array.from({ length: phases }, (_, index) => byPhase.get(index + 1) ?? NONE);
}

const NONE: PhaseCounts = { waiting: 0, working: 0, offline: 0, good: 0, bad: 0, other: 0 };

export function toTarget(row: TargetRow): Target {
  return {
    state: row.state,
    message: row.message,
    waitsFor: row.waits_for,
    attempt: row.attempt,
    requestedAt: row.requested_at.getTime(),
    awaitedSince: row.awaited_since.getTime(),
    reported: row.reported,
    deadlineAt: row.deadline_at?.getTime() ?? null,
    dueAt: row.due_at?.getTime() ?? null,
  };
}

function toColumns(target: Target) {
  const time = (ms: number | null) => (ms === null ? null : new Date(ms));
  return {
    state: target.state,
    message: target.message && storable(target.message),
    waits_for: target.waitsFor,
    attempt: target.attempt,
    requested_at: time(target.requestedAt),
    awaited_since: time(target.awaitedSince),
    reported: target.reported,
    deadline_at: time(target.deadlineAt),
    due_at: time(target.dueAt),
  };
}

/** Those of the devices that have open targets. */
export async function namesWithOpen(executor: Executor, wireId: string, names: readonly string[]): Promise<string[]> {
  const rows = await db(executor)
    .selectFrom('action_targets')
    .select('thing_name')
    .distinct()
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .where('state', 'in', OPEN_STATES)
    .execute();
  return rows.map((row) => row.thing_name);
}

/** Update of the newest order on a subject that each device was told; one that was cancelled was taken back. */
export async function listNewest(
  executor: Executor,
  wireId: string,
  names: readonly string[],
  subject: Subject,
): Promise<Map<string, string>> {
  const rows = await db(executor)
    .selectFrom('action_targets')
    .select(['thing_name', 'update_id'])
    .distinctOn('thing_name')
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .where('subject', '=', subject)
    .where('attempt', '>', 0)
    .where('state', '<>', 'cancelled')
    .orderBy('thing_name')
    .orderBy('requested_at', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.thing_name, row.update_id]));
}
