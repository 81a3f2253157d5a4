import type { Tasks } from '../platform/tasks.ts';
import type { Context } from './context.ts';
import { undoCreate } from './create/run-create.ts';
import { runRepair } from './health/repair.ts';
import { undoMigrate } from './older/run-migrate.ts';
import { leaseEnd } from './operations/lease.ts';
import { claimAbandoned } from './operations/store.ts';
import { undoRotate } from './rotate/run-rotate.ts';
import { runDelete } from './run-delete.ts';
import { getConnection, type StoredConnection } from './store.ts';
import type { OperationRow } from './tables.ts';

/**
 * Takes up every operation whose server process has gone silent: a creation is undone, a deletion is carried on. Any number
 * of processes may do this at once; each operation goes to one of them.
 */
export async function recover(context: Context, tasks: Tasks): Promise<void> {
  for (;;) {
    const operation = await claim(context);
    if (!operation) return;
    const fields = { event: 'operation.taken_over', operationId: operation.id, kind: operation.kind };
    context.log.warn(fields, 'an operation was left unfinished; taking it up');
    tasks.start('operation.recover', (signal) => resume(context, operation, signal));
  }
}

function claim(context: Context): Promise<OperationRow | undefined> {
  const { database, clock, owner, timing } = context;
  const lease = { owner, until: leaseEnd({ clock, leaseMs: timing.leaseMs }) };
  return database.transaction((tx) => claimAbandoned(tx, lease, new Date(clock.now())));
}

async function resume(context: Context, operation: OperationRow, signal: AbortSignal): Promise<void> {
  const connection = await getConnection(context.database.root, operation.connection_id);
  if (!connection) throw new Error(`The operation ${operation.id} runs for a connection that is gone.`);
  const takeUp = TAKE_UP[operation.kind];
  if (!takeUp) throw new Error(`Nobody knows how to go on with an operation of the kind ${operation.kind}.`);
  await takeUp(context, { operation, connection }, signal);
}

type TakeUp = (
  context: Context,
  subject: { operation: OperationRow; connection: StoredConnection },
  signal: AbortSignal,
) => Promise<void>;

/** A creation, a migration and a rotation are undone; a deletion and a repair go on where they were. */
const TAKE_UP: Readonly<Partial<Record<OperationRow['kind'], TakeUp>>> = {
  'connection.create': undoCreate,
  'connection.delete': runDelete,
  'connection.migrate': undoMigrate,
  'connection.repair': runRepair,
  'connection.rotate': undoRotate,
};
