import type { TargetState } from '@thingdock/api';
import { type Executor, storable } from '../platform/db/index.ts';
import type { ActionRow, DeployedFlowRow, DeploymentTables, TargetRow } from './tables.ts';
import type { Target } from './target.ts';
import { type Counts, OPEN_STATES } from './transition.ts';

const db = (executor: Executor) => executor.withTables<DeploymentTables>();
/** Statements with very many parameters fail; rows travel in portions. */
const BATCH = 1_000;

export async function insertAction(tx: Executor, action: ActionRow): Promise<void> {
  await db(tx).insertInto('actions').values(action).execute();
}

export async function insertTargets(tx: Executor, targets: readonly TargetRow[]): Promise<void> {
  for (let start = 0; start < targets.length; start += BATCH)
    await db(tx)
      .insertInto('action_targets')
      .values(targets.slice(start, start + BATCH))
      .execute();
}

export function findAction(executor: Executor, id: string): Promise<ActionRow | undefined> {
  return db(executor).selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findActionOrThrow(executor: Executor, id: string): Promise<ActionRow> {
  return db(executor).selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

export type ActionFilter = {
  projectId: string;
  device?: string | undefined;
  connectionId?: string | undefined;
  flowId?: string | undefined;
};

/** Actions of a project, newest first. */
export function listActions(executor: Executor, filter: ActionFilter, limit: number): Promise<ActionRow[]> {
  const { projectId, device, connectionId, flowId } = filter;
  return db(executor)
    .selectFrom('actions')
    .selectAll()
    .where('project_id', '=', projectId)
    .$if(connectionId !== undefined, (query) => query.where('connection_id', '=', connectionId ?? ''))
    .$if(flowId !== undefined, (query) => query.where('asset_id', '=', flowId ?? ''))
    .$if(device !== undefined, (query) =>
      query.where('id', 'in', (inner) =>
        inner
          .selectFrom('action_targets')
          .select('action_id')
          .where('thing_name', '=', device ?? ''),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** How many targets of each action are in each state. */
export async function countStates(executor: Executor, actionIds: readonly string[]): Promise<Map<string, Counts>> {
  const rows = await db(executor)
    .selectFrom('action_targets')
    .select(['action_id', 'state', (count) => count.fn.countAll<number>().as('count')])
    .where('action_id', '=', (any) => any.fn.any(any.val(actionIds)))
    .groupBy(['action_id', 'state'])
    .execute();
  const counts = new Map<string, Counts>();
  for (const { action_id, state, count } of rows)
    counts.set(action_id, { ...counts.get(action_id), [state]: Number(count) });
  return counts;
}

export function listTargets(executor: Executor, actionId: string): Promise<TargetRow[]> {
  return db(executor)
    .selectFrom('action_targets')
    .selectAll()
    .where('action_id', '=', actionId)
    .orderBy('thing_name')
    .execute();
}

/** Every target that is not final. */
export function listOpen(executor: Executor): Promise<TargetRow[]> {
  return db(executor)
    .selectFrom('action_targets')
    .selectAll()
    .where('state', 'in', OPEN_STATES)
    .orderBy('wire_id')
    .orderBy('thing_name')
    .execute();
}

/** The open targets of devices, locked. Lock the devices' agents first where these change too. */
export function lockOpen(tx: Executor, wireId: string, names: readonly string[]): Promise<TargetRow[]> {
  return db(tx)
    .selectFrom('action_targets')
    .selectAll()
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .where('state', 'in', OPEN_STATES)
    .orderBy('update_id')
    .forUpdate()
    .execute();
}

export function lockByUpdate(
  tx: Executor,
  { wireId, thingName, updateId }: { wireId: string; thingName: string; updateId: string },
): Promise<TargetRow | undefined> {
  return db(tx)
    .selectFrom('action_targets')
    .selectAll()
    .where('update_id', '=', updateId)
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', thingName)
    .forUpdate()
    .executeTakeFirst();
}

export async function saveTarget(tx: Executor, updateId: string, target: Target, now: Date): Promise<void> {
  await db(tx)
    .updateTable('action_targets')
    .set({ ...toColumns(target), updated_at: now })
    .where('update_id', '=', updateId)
    .execute();
}

/** Notes when actions changed last. In the order of their ids, so that two transactions do not deadlock. */
export async function touchActions(tx: Executor, ids: readonly string[], now: Date): Promise<ActionRow[]> {
  const actions: ActionRow[] = [];
  for (const id of [...ids].sort())
    actions.push(
      ...(await db(tx).updateTable('actions').set({ updated_at: now }).where('id', '=', id).returningAll().execute()),
    );
  return actions;
}

export async function saveDeployedFlow(
  tx: Executor,
  flow: Omit<DeployedFlowRow, 'enabled_wanted' | 'enabled_reported'>,
): Promise<void> {
  const { wire_id, thing_name, ...rest } = flow;
  await db(tx)
    .insertInto('deployed_flows')
    .values({ wire_id, thing_name, ...rest, enabled_wanted: true })
    .onConflict((conflict) => conflict.columns(['wire_id', 'thing_name']).doUpdateSet(rest))
    .execute();
}

export function listDeployedFlows(
  executor: Executor,
  wireId: string,
  names: readonly string[],
): Promise<DeployedFlowRow[]> {
  return db(executor)
    .selectFrom('deployed_flows')
    .selectAll()
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .execute();
}

export function toTarget(row: TargetRow): Target {
  return {
    state: row.state,
    message: row.message,
    requestedAt: row.requested_at.getTime(),
    awaitedSince: row.awaited_since.getTime(),
    reported: row.reported,
    deadlineAt: row.deadline_at?.getTime() ?? null,
  };
}

export function toColumns(target: Target) {
  return {
    state: target.state as TargetState,
    message: target.message && storable(target.message),
    requested_at: new Date(target.requestedAt),
    awaited_since: new Date(target.awaitedSince),
    reported: target.reported,
    deadline_at: target.deadlineAt === null ? null : new Date(target.deadlineAt),
  };
}
