import { Fault } from '@thingdock/api';
import type { RoleDoubt } from '../checks/check.ts';
import type { Context } from '../context.ts';
import { keepFailed } from '../failed/failed.ts';
import { forgetLeftovers, settleTakenOver } from '../journal/store.ts';
import { recordKey } from '../keys/record.ts';
import { asFault, refusal } from '../operations/describe.ts';
import { LeaseLost } from '../operations/lease.ts';
import { announceConnection, runOperation } from '../run.ts';
import { activateConnection, deleteConnection, type StoredConnection } from '../store.ts';
import type { OperationRow, Refusal } from '../tables.ts';
import type { Attempt } from './attempt.ts';
import { provision } from './provision.ts';
import { takeBack } from './take-back.ts';

type Subject = { operation: OperationRow; connection: StoredConnection; doubts?: readonly RoleDoubt[] };

/** Sets a reserved connection up, or takes everything back and frees account and region again. */
export async function runCreate(context: Context, subject: Subject, stopping: AbortSignal): Promise<void> {
  let active = false;
  await runOperation(context, subject, stopping, async (attempt) => {
    try {
      await activate(attempt, await provision(attempt));
      active = true;
    } catch (error) {
      attempt.signal.throwIfAborted();
      if (error instanceof LeaseLost) throw error;
      const fault = asFault(error);
      if (fault.code === 'internal')
        attempt.log.error({ event: 'connection.create_failed', err: error }, 'creating a connection failed');
      await undo(attempt, subject.operation, refusal(fault));
    }
  });
  if (active) context.bus.emit('connection.activated', { connectionId: subject.connection.id });
}

/** Takes back what an attempt made whose server process has gone silent. */
export function undoCreate(context: Context, subject: Subject, stopping: AbortSignal): Promise<void> {
  const reason = subject.operation.error ?? refusal(new Fault('attempt_interrupted'));
  return runOperation(context, subject, stopping, (attempt) => undo(attempt, subject.operation, reason));
}

async function activate(attempt: Attempt, latencyMs: number): Promise<void> {
  const { database, connection, place, progress, clock, input } = attempt;
  const now = new Date(clock.now());
  await database.transaction(async (tx) => {
    await progress.finish(tx, 'succeeded');
    await activateConnection(tx, connection.id, latencyMs, now);
    await recordKey(tx, attempt, connection, { by: input.by, now });
    await settleTakenOver(tx, connection.id, now);
    await forgetLeftovers(tx, place, connection.id);
    await announceConnection(tx, connection);
  });
}

const undo = (attempt: Attempt, operation: OperationRow, reason: Refusal): Promise<void> =>
  takeBack(attempt, { operation, reason }, async (tx) => {
    const { connection, clock } = attempt;
    await deleteConnection(tx, connection.id);
    await keepFailed(tx, connection, reason, new Date(clock.now()));
  });
