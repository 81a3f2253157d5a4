import { Fault } from '@thingdock/api';
import type { RoleDoubt } from '../checks/check.ts';
import type { Context } from '../context.ts';
import type { Attempt } from '../create/attempt.ts';
import { provision } from '../create/provision.ts';
import { takeBack } from '../create/take-back.ts';
import { announceAllDevices, checkHealth } from '../health/check.ts';
import { noteBlindness } from '../health/store.ts';
import { forgetLeftovers, settleTakenOver } from '../journal/store.ts';
import { replaceKey } from '../keys/record.ts';
import { asFault, refusal } from '../operations/describe.ts';
import { LeaseLost } from '../operations/lease.ts';
import type { Begun } from '../operations/start.ts';
import { announceConnection, runOperation } from '../run.ts';
import { setRole } from '../store.ts';
import type { Refusal } from '../tables.ts';
import { deleteWebhooks } from '../webhooks/store.ts';

type Subject = Begun & { doubts?: readonly RoleDoubt[] };

/** Sets an older connection up under its role, or takes everything back: then it is what it was. */
export async function runMigrate(context: Context, subject: Subject, stopping: AbortSignal): Promise<void> {
  let migrated = false;
  await runOperation(context, subject, stopping, async (attempt) => {
    try {
      await complete(context, attempt, await provision(attempt));
      migrated = true;
    } catch (error) {
      attempt.signal.throwIfAborted();
      if (error instanceof LeaseLost) throw error;
      const fault = asFault(error);
      if (fault.code === 'internal')
        attempt.log.error({ event: 'connection.migrate_failed', err: error }, 'migrating a connection failed');
      await restore(attempt, subject, refusal(fault));
    }
  });
  if (!migrated) return;
  context.bus.emit('connection.activated', { connectionId: subject.connection.id });
  await checkHealth(context, subject.connection.id, stopping);
}

/** Takes back what a migration made whose server process has gone silent. */
export function undoMigrate(context: Context, subject: Begun, stopping: AbortSignal): Promise<void> {
  const reason = subject.operation.error ?? refusal(new Fault('attempt_interrupted'));
  return runOperation(context, subject, stopping, (attempt) => restore(attempt, subject, reason));
}

/** Role, key and outcome become true together. */
async function complete(context: Context, attempt: Attempt, latencyMs: number): Promise<void> {
  const { database, connection, place, progress, clock, input, roleArn } = attempt;
  const { key, by } = input;
  const now = new Date(clock.now());
  await database.transaction(async (tx) => {
    await progress.finish(tx, 'succeeded');
    await setRole(tx, connection.id, { roleArn, probeLatencyMs: latencyMs }, now);
    await noteBlindness(tx, connection.id, now);
    if (key) await replaceKey(tx, context, connection.id, key, { by, now });
    await settleTakenOver(tx, connection.id, now);
    await forgetLeftovers(tx, place, connection.id);
    await announceConnection(tx, connection);
    await announceAllDevices(tx, connection);
  });
}

const restore = (attempt: Attempt, { operation, connection }: Begun, reason: Refusal): Promise<void> =>
  takeBack(attempt, { operation, reason }, (tx) => deleteWebhooks(tx, connection.id));
