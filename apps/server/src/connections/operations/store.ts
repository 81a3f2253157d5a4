import type { ConnectionObject, Step } from '@thingdock/api';
import { type Executor, jsonb } from '../../platform/db/index.ts';
import type { ConnectionTables, OperationRow, Refusal } from '../tables.ts';

const tables = (executor: Executor) => executor.withTables<ConnectionTables>();

/** Who works on an operation and until when, renewed as long as it does. */
export type Lease = { owner: string; until: Date };

export async function insertOperation(tx: Executor, row: OperationRow): Promise<void> {
  await tables(tx)
    .insertInto('operations')
    .values({ ...row, steps: jsonb(row.steps), left_behind: jsonb(row.left_behind) })
    .execute();
}

export function getOperation(executor: Executor, id: string): Promise<OperationRow | undefined> {
  return tables(executor).selectFrom('operations').selectAll().where('id', '=', id).executeTakeFirst();
}

export function getRunning(executor: Executor, connectionId: string): Promise<OperationRow | undefined> {
  return tables(executor)
    .selectFrom('operations')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'running')
    .executeTakeFirst();
}

/** Why the last deletion of connections could not go on, by connection; of those that are not being deleted just now. */
export async function listDeletionFaults(
  executor: Executor,
  connectionIds: readonly string[],
): Promise<ReadonlyMap<string, Refusal>> {
  if (connectionIds.length === 0) return new Map();
  const rows = await tables(executor)
    .selectFrom('operations')
    .select(['connection_id', 'error'])
    .distinctOn('connection_id')
    .where('connection_id', '=', (any) => any.fn.any(any.val(connectionIds)))
    .where('kind', '=', 'connection.delete')
    .orderBy('connection_id')
    .orderBy('created_at', 'desc')
    .execute();
  return new Map(rows.flatMap(({ connection_id, error }) => (error ? [[connection_id, error] as const] : [])));
}

type Change = {
  steps?: readonly Step[];
  error?: Refusal;
  state?: OperationRow['state'];
  left?: readonly ConnectionObject[];
};

/** Changes an operation. `false`, and nothing is changed, when somebody else has taken it over. */
export async function changeOperation(
  tx: Executor,
  id: string,
  owner: string,
  { steps, error, state, left }: Change,
  now: Date,
): Promise<boolean> {
  const changed = await tables(tx)
    .updateTable('operations')
    .set({
      updated_at: now,
      ...(steps ? { steps: jsonb([...steps]) } : {}),
      ...(error ? { error: jsonb(error) } : {}),
      ...(left ? { left_behind: jsonb([...left]) } : {}),
      // What it brought along has served its purpose.
      ...(state ? { state, input: null } : {}),
    })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('lease_owner', '=', owner)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** Holds the operation for the rest of the transaction. `false` when somebody else has taken it over. */
export async function lockLeased(tx: Executor, id: string, owner: string): Promise<boolean> {
  const held = await tables(tx)
    .selectFrom('operations')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('lease_owner', '=', owner)
    .forUpdate()
    .executeTakeFirst();
  return held !== undefined;
}

export async function renewLease(executor: Executor, id: string, { owner, until }: Lease): Promise<boolean> {
  const renewed = await tables(executor)
    .updateTable('operations')
    .set({ lease_until: until })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('lease_owner', '=', owner)
    .returning('id')
    .executeTakeFirst();
  return renewed !== undefined;
}

/** Takes over one operation whose worker has gone silent; several servers that ask at once get different ones. */
export function claimAbandoned(tx: Executor, lease: Lease, now: Date): Promise<OperationRow | undefined> {
  const db = tables(tx);
  return db
    .updateTable('operations')
    .set({ lease_owner: lease.owner, lease_until: lease.until })
    .where('id', 'in', (where) =>
      where
        .selectFrom('operations')
        .select('id')
        .where('state', '=', 'running')
        .where((it) => it.or([it('lease_until', 'is', null), it('lease_until', '<=', now)]))
        .orderBy('created_at')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .executeTakeFirst();
}

/** Lets the next that looks take over everything that is running, whoever worked on it. */
export async function abandonAll(executor: Executor): Promise<void> {
  await tables(executor).updateTable('operations').set({ lease_until: null }).where('state', '=', 'running').execute();
}

/** Lets others take over an operation from `from` on, because this process stops working on it. */
export async function releaseLease(executor: Executor, id: string, owner: string, from: Date): Promise<void> {
  await tables(executor)
    .updateTable('operations')
    .set({ lease_until: from })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('lease_owner', '=', owner)
    .execute();
}
