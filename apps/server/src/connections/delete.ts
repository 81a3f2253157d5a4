import { Fault } from '@thingdock/api';
import type { Executor } from '../platform/db/index.ts';
import type { Context } from './context.ts';
import { listObjects } from './journal/store.ts';
import { openInput, sealInput } from './operations/input.ts';
import { leaseEnd } from './operations/lease.ts';
import { waiting } from './operations/progress.ts';
import { busy } from './operations/start.ts';
import { getRunning, insertOperation } from './operations/store.ts';
import { announceConnection } from './run.ts';
import { deleteSteps } from './run-delete.ts';
import { markDeleting, type StoredConnection } from './store.ts';
import type { OperationRow } from './tables.ts';

type DeleteInput = {
  keepAws: boolean;
  releaseLicences: boolean;
  /** Who asked. */
  by: string;
};

/**
 * Marks a connection as being deleted; from now on nobody uses it. Answers the operation that does it: a fresh one, or the
 * one that is under way already. `keepAws`: only here, while everything in AWS stays. `releaseLicences`: those of its devices
 * end with it; without, it throws `licences_registered` while there are any. Throws `connection_in_progress` for a connection
 * that is still being created, `connection_busy` while it is worked on otherwise.
 */
export async function startDelete(
  context: Context,
  connection: StoredConnection,
  { keepAws, releaseLicences, by }: DeleteInput,
): Promise<{ operation: OperationRow; fresh: boolean }> {
  const { database, clock, ids, owner, timing } = context;
  const now = new Date(clock.now());
  const id = ids.uuid();
  const steps = keepAws ? [] : waiting(deleteSteps(await listObjects(database.root, connection.id)));
  const operation: OperationRow = {
    id,
    kind: 'connection.delete',
    project_id: connection.project_id,
    connection_id: connection.id,
    state: 'running',
    steps,
    error: null,
    input: sealInput(context, id, { keepAws, releaseLicences, by }),
    left_behind: [],
    lease_owner: owner,
    lease_until: leaseEnd({ clock, leaseMs: timing.leaseMs }),
    created_at: now,
    updated_at: now,
  };
  return database.transaction(async (tx) => {
    // Locks the row, so that of two who delete at once the second finds the first one's operation.
    const marked = await markDeleting(tx, connection.id, now);
    const running = await getRunning(tx, connection.id);
    if (running?.kind === 'connection.delete' && (openInput(context, running).keepAws ?? false) === keepAws)
      return { operation: running, fresh: false };
    if (!marked) throw inProgress(connection);
    if (running) throw busy(running);
    if (!releaseLicences) await refuseLicensed(context, tx, connection);
    await insertOperation(tx, operation);
    await announceConnection(tx, connection);
    return { operation, fresh: true };
  });
}

async function refuseLicensed({ licences }: Context, tx: Executor, { id }: StoredConnection): Promise<void> {
  const { count, names } = await licences.dependents(tx, id);
  if (count === 0) return;
  const more = count > names.length ? ` and ${count - names.length} more` : '';
  throw new Fault('licences_registered', { details: { count, names: `${names.join(', ')}${more}` } });
}

const inProgress = ({ account_id: accountId, region }: StoredConnection): Fault =>
  new Fault('connection_in_progress', { details: { accountId, region } });
