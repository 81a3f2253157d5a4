import { sql } from 'kysely';
import { type Executor, jsonb } from '../platform/db/index.ts';
import type { ActionRow, DeploymentTables } from './tables.ts';
import type { Counts } from './transition.ts';

const db = (executor: Executor) => executor.withTables<DeploymentTables>();

export async function insertAction(tx: Executor, action: ActionRow): Promise<void> {
  const { rollout, schedule, counts, variable_names, phase_sizes, ...rest } = action;
  await db(tx)
    .insertInto('actions')
    .values({
      ...rest,
      variable_names: variable_names && sql<string[]>`${variable_names}::text[]`,
      phase_sizes: sql<number[]>`${phase_sizes}::integer[]`,
      rollout: rollout && jsonb(rollout),
      schedule: schedule && jsonb(schedule),
      counts: counts && jsonb(counts),
    })
    .execute();
}

export function findAction(executor: Executor, id: string): Promise<ActionRow | undefined> {
  return db(executor).selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findActions(executor: Executor, ids: readonly string[]): Promise<Map<string, ActionRow>> {
  const rows = await db(executor)
    .selectFrom('actions')
    .selectAll()
    .where('id', '=', (any) => any.fn.any(any.val([...new Set(ids)])))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Locks an action. Agents and targets are locked before it, never after. */
export function lockAction(tx: Executor, id: string): Promise<ActionRow | undefined> {
  return db(tx).selectFrom('actions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export type ActionChange = Partial<
  Pick<
    ActionRow,
    | 'rollout_state'
    | 'phase'
    | 'phase_ended_at'
    | 'rollout_why'
    | 'held_at'
    | 'forgiven_bad'
    | 'forgiven_ended'
    | 'ended_at'
    | 'counts'
    | 'summary'
    | 'look_at'
    | 'updated_at'
  >
>;

export async function changeAction(tx: Executor, id: string, change: ActionChange): Promise<void> {
  const { counts, ...rest } = change;
  await db(tx)
    .updateTable('actions')
    .set({ ...rest, ...(counts === undefined ? {} : { counts: counts && jsonb(counts) }) })
    .where('id', '=', id)
    .execute();
}

/**
 * It is time to look at actions: a target of theirs has ended. Waits for whoever looks just now, so that nothing is missed;
 * in the order of their ids, so that two transactions do not deadlock.
 */
export async function markDue(tx: Executor, ids: readonly string[], now: Date): Promise<void> {
  for (const id of [...new Set(ids)].sort())
    await sql`update actions set look_at = least(look_at, ${now}::timestamptz), updated_at = ${now} where id = ${id}`.execute(
      tx,
    );
}

/** Actions at which it is time to look, in the order in which it was. Scheduled ones are begun otherwise. */
export async function listDueActions(executor: Executor, now: Date, limit: number): Promise<string[]> {
  const rows = await db(executor)
    .selectFrom('actions')
    .select('id')
    .where('look_at', '<=', now)
    .where('rollout_state', '<>', 'waiting')
    .orderBy('look_at')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Scheduled actions whose time has come. */
export function listScheduled(executor: Executor, now: Date): Promise<ActionRow[]> {
  return db(executor)
    .selectFrom('actions')
    .selectAll()
    .where('look_at', '<=', now)
    .where('rollout_state', '=', 'waiting')
    .orderBy('look_at')
    .limit(100)
    .execute();
}

/** A scheduled action begins, or ends without having begun; `false`: it is not scheduled any more. */
export async function leaveSchedule(tx: Executor, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db(tx)
    .updateTable('actions')
    .set({ rollout_state: 'running', look_at: now, updated_at: now })
    .where('id', '=', id)
    .where('rollout_state', '=', 'waiting')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Running actions that have targets to begin in their phase, oldest first. */
export function listStartable(executor: Executor): Promise<ActionRow[]> {
  return db(executor)
    .selectFrom('actions')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('rollout_state', '=', 'running')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('action_targets')
          .select('thing_name')
          .whereRef('action_id', '=', 'actions.id')
          .where('waits_for', '=', 'start')
          .whereRef('action_targets.phase', '<=', 'actions.phase'),
      ),
    )
    .orderBy('created_at')
    .limit(200)
    .execute();
}

export type ActionFilter = {
  projectId: string;
  device?: string | undefined;
  connectionId?: string | undefined;
  assetId?: string | undefined;
  kinds?: readonly string[] | undefined;
  summary?: string | undefined;
  scheduled?: boolean | undefined;
  /** Only what was asked for before: the last of an earlier page. */
  before?: { at: Date; id: string } | undefined;
};

/** Actions of a project, newest first. */
export function listActions(executor: Executor, filter: ActionFilter, limit: number): Promise<ActionRow[]> {
  const { projectId, device, connectionId, assetId, kinds, summary, scheduled, before } = filter;
  return db(executor)
    .selectFrom('actions')
    .selectAll()
    .where('project_id', '=', projectId)
    .$if(connectionId !== undefined, (query) => query.where('connection_id', '=', connectionId ?? ''))
    .$if(assetId !== undefined, (query) => query.where('asset_id', '=', assetId ?? ''))
    .$if(kinds !== undefined, (query) => query.where(sql<boolean>`kind = any(${kinds}::text[])`))
    .$if(summary !== undefined, (query) => query.where(sql<boolean>`summary = ${summary}`))
    .$if(scheduled !== undefined, (query) => query.where('rollout_state', scheduled ? '=' : '<>', 'waiting'))
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${before?.at}::timestamptz, ${before?.id}::text)`),
    )
    .$if(device !== undefined, (query) =>
      query.where('id', 'in', (inner) =>
        inner
          .selectFrom('action_targets')
          .select('action_id')
          .where('thing_name', '=', device ?? ''),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** How many targets of each action are in each state. */
export async function countStates(executor: Executor, actionIds: readonly string[]): Promise<Map<string, Counts>> {
  const counts = new Map<string, Counts>();
  if (actionIds.length === 0) return counts;
  const rows = await db(executor)
    .selectFrom('action_targets')
    .select(['action_id', 'state', (count) => count.fn.countAll<number>().as('count')])
    .where('action_id', '=', (any) => any.fn.any(any.val(actionIds)))
    .groupBy(['action_id', 'state'])
    .execute();
  for (const { action_id, state, count } of rows)
    counts.set(action_id, { ...counts.get(action_id), [state]: Number(count) });
  return counts;
}

/** Deletes what ended before a time. Returns how many. */
export async function deleteEnded(executor: Executor, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`delete from actions where id in (
    select id from actions where ended_at < ${before} order by ended_at limit ${limit})`.execute(executor);
  return Number(numAffectedRows ?? 0n);
}

/** Those of the versions that actions under way deploy, or may put back on devices. */
export async function whichNeeded(executor: Executor, versionIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct named.id from actions a
    left join action_targets t on t.action_id = a.id
    cross join lateral (values (a.version_id), (t.wanted -> 'flow' ->> 'versionId'), (t.wanted -> 'file' ->> 'versionId'),
      (t.had -> 'flow' ->> 'versionId'), (t.had -> 'file' ->> 'versionId')) as named (id)
    where a.ended_at is null and named.id = any(${[...versionIds]}::text[])`.execute(executor);
  return new Set(rows.map((row) => row.id));
}
