import { Fault } from '@thingdock/api';
import type { RoleDoubt } from '../checks/check.ts';
import type { Context } from '../context.ts';
import { keepFailed } from '../failed/failed.ts';
import { forgetLeftovers, forgetSettled, listObjects, settleTakenOver } from '../journal/store.ts';
import { recordKey } from '../keys/record.ts';
import { asFault, refusal } from '../operations/describe.ts';
import { LeaseLost } from '../operations/lease.ts';
import { type Left, removeObjects } from '../removal.ts';
import { announceConnection, Postponed, runOperation } from '../run.ts';
import { activateConnection, deleteConnection, type StoredConnection } from '../store.ts';
import type { ObjectRow, OperationRow, Refusal } from '../tables.ts';
import { type Attempt, STEP } from './attempt.ts';
import { provision } from './provision.ts';

/** How long to wait before trying again to remove what AWS did not let us remove just now. */
const AGAIN_MS = 15_000;

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

async function undo(attempt: Attempt, operation: OperationRow, reason: Refusal): Promise<void> {
  const { database, connection, progress, clock, timing } = attempt;
  await progress.failing(reason);
  await database.transaction((tx) => announceConnection(tx, connection));
  await progress.add([{ key: STEP.undo, title: 'Remove what was made' }]);
  await progress.step(STEP.undo, 'running');
  const journal = await listObjects(database.root, connection.id);
  const left = await removeObjects(attempt, journal, {
    onGone: (object) => markUndone(attempt, object),
    onLeft: async () => {},
  });
  const givenUp = clock.now() - operation.created_at.getTime() > timing.undoMs;
  if (left.some(({ passing }) => passing) && !givenUp) {
    await progress.step(STEP.undo, 'running', `${describeLeft(left)} Trying again.`);
    throw new Postponed(AGAIN_MS, describeLeft(left));
  }
  await progress.step(STEP.undo, left.length > 0 ? 'failed' : 'done', left.length > 0 ? describeLeft(left) : undefined);
  await database.transaction(async (tx) => {
    await progress.finish(tx, 'failed', { error: reason });
    await deleteConnection(tx, connection.id);
    await keepFailed(tx, connection, reason, new Date(clock.now()));
    await forgetSettled(tx, connection.id);
    await announceConnection(tx, connection);
  });
}

const describeLeft = (left: readonly Left[]): string =>
  left.map(({ object, fault }) => `The ${object.kind} ${object.name} is still there: ${fault.message}`).join(' ');

async function markUndone({ progress }: Attempt, { kind, name }: ObjectRow): Promise<void> {
  const [plain = ''] = name.split('#');
  const key = kind === 'shadow' ? STEP.probe : STEP[kind](plain);
  const step = progress.steps.find((it) => it.key === key);
  if (step?.state === 'done' || step?.state === 'running') await progress.step(key, 'undone', step.detail ?? undefined);
}
