import { Fault } from '@thingdock/api';
import type { Context } from '../context.ts';
import { type Attempt, STEP } from '../create/attempt.ts';
import { checkHealth } from '../health/check.ts';
import { listObjects } from '../journal/store.ts';
import { replaceKey } from '../keys/record.ts';
import { asFault, refusal } from '../operations/describe.ts';
import { LeaseLost } from '../operations/lease.ts';
import type { Begun } from '../operations/start.ts';
import { survey } from '../plan/survey.ts';
import { probe } from '../probe/probe.ts';
import { removeObjects } from '../removal.ts';
import { announceConnection, runOperation } from '../run.ts';

/** Tests a new key, then puts it in the place of the old one, all at once. A failure changes nothing. */
export async function runRotate(context: Context, subject: Begun, stopping: AbortSignal): Promise<void> {
  let rotated = false;
  await runOperation(context, subject, stopping, async (attempt) => {
    try {
      await test(attempt);
      await swap(context, attempt);
      rotated = true;
    } catch (error) {
      attempt.signal.throwIfAborted();
      if (error instanceof LeaseLost) throw error;
      const fault = asFault(error);
      if (fault.code === 'internal')
        attempt.log.error({ event: 'connection.rotate_failed', err: error }, 'rotating a key failed');
      await abandon(attempt, fault);
    }
  });
  // What was broken because of the old key may be well now.
  if (rotated) await checkHealth(context, subject.connection.id, stopping);
}

/** Ends a rotation whose server process has gone silent. The old key was never touched. */
export function undoRotate(context: Context, subject: Begun, stopping: AbortSignal): Promise<void> {
  const fault = new Fault('attempt_interrupted');
  return runOperation(context, subject, stopping, (attempt) => abandon(attempt, fault));
}

/**
 * Where something is missing in AWS a test message would wait in vain, and it takes a key that works to repair that: then it
 * is enough that everything can be read.
 */
async function test(attempt: Attempt): Promise<void> {
  const { connection, progress } = attempt;
  if (connection.role_arn === null) return;
  const { objects } = await progress.during(STEP.look, () => survey(attempt));
  const amiss = objects.filter(({ action }) => action !== 'none' && action !== 'adopt');
  if (amiss.length === 0) return progress.during(STEP.probe, async () => void (await probe(attempt)));
  const names = amiss.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  await progress.step(STEP.probe, 'done', `Not sent: repair the connection first (${names}).`);
}

async function swap(context: Context, attempt: Attempt): Promise<void> {
  const { database, progress, connection, clock, input } = attempt;
  const { key, by } = input;
  if (!key) throw new Error('A rotation has no key.');
  await database.transaction(async (tx) => {
    await progress.finish(tx, 'succeeded');
    await replaceKey(tx, context, connection.id, key, { by, now: new Date(clock.now()) });
    await announceConnection(tx, connection);
  });
}

/** The shadow of the test messages is all that a rotation may leave in AWS. It says nothing, so one that stays is harmless. */
async function abandon(attempt: Attempt, fault: Fault): Promise<void> {
  const { database, connection, progress } = attempt;
  const journal = await listObjects(database.root, connection.id);
  const shadows = journal.filter(({ kind }) => kind === 'shadow');
  await removeObjects(attempt, shadows, { onGone: async () => {}, onLeft: async () => {} });
  await database.transaction(async (tx) => {
    await progress.finish(tx, 'failed', { error: refusal(fault) });
    await announceConnection(tx, connection);
  });
}
