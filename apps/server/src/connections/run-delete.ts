import type { Context } from './context.ts';
import { forgetSettled, listObjects } from './journal/store.ts';
import { planRemoval } from './journal/undo-plan.ts';
import { refusal } from './operations/describe.ts';
import { removeObjects } from './removal.ts';
import { announceConnection, runOperation } from './run.ts';
import { deleteConnection, type StoredConnection } from './store.ts';
import { type ObjectRow, type OperationRow, plainName } from './tables.ts';

export const deleteSteps = (journal: readonly ObjectRow[]) =>
  planRemoval(journal).map((object) => ({
    key: stepKey(object),
    title: `Remove the ${object.kind} ${plainName(object)}`,
  }));

const stepKey = ({ kind, name }: ObjectRow): string => `${kind}:${name}`;

/**
 * Removes a connection's objects from AWS, then the connection itself. What was adopted stays. When something cannot be
 * removed the connection stays too, as `deleting`, and deleting it again goes on from there.
 */
export function runDelete(
  context: Context,
  subject: { operation: OperationRow; connection: StoredConnection },
  stopping: AbortSignal,
): Promise<void> {
  const { connection } = subject;
  return runOperation(context, subject, stopping, async (attempt) => {
    const { database, progress } = attempt;
    const journal = await listObjects(database.root, connection.id);
    const [left] = await removeObjects(attempt, journal, {
      onGone: (object) => progress.step(stepKey(object), 'done'),
      onLeft: (object, fault) => progress.step(stepKey(object), 'failed', fault.message),
    });
    await database.transaction(async (tx) => {
      await progress.finish(tx, left ? 'failed' : 'succeeded', left && refusal(left.fault));
      if (!left) {
        await deleteConnection(tx, connection.id);
        await forgetSettled(tx, connection.id);
      }
      await announceConnection(tx, connection);
    });
  });
}
