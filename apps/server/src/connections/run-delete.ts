import type { Context } from './context.ts';
import type { Attempt } from './create/attempt.ts';
import { describeObjects } from './describe.ts';
import { forgetSettled, listObjects } from './journal/store.ts';
import { planRemoval } from './journal/undo-plan.ts';
import { refusal } from './operations/describe.ts';
import { type Left, removeObjects } from './removal.ts';
import { announceConnection, runOperation } from './run.ts';
import { deleteConnection, type StoredConnection } from './store.ts';
import { type ObjectRow, type OperationRow, plainName, type Refusal } from './tables.ts';

export const deleteSteps = (journal: readonly ObjectRow[]) =>
  planRemoval(journal).map((object) => ({ key: stepKey(object), title: `Remove the ${called(object)}` }));

const stepKey = ({ kind, name }: ObjectRow): string => `${kind}:${name}`;
const called = (object: ObjectRow): string => `${object.kind} ${plainName(object)}`;

/**
 * Removes a connection's objects from AWS, then the connection itself. What was adopted stays, and everything when AWS is to
 * be left as it is. When something cannot be removed the connection stays too, as `deleting`, and deleting it again goes on
 * from there.
 */
export function runDelete(
  context: Context,
  subject: { operation: OperationRow; connection: StoredConnection },
  stopping: AbortSignal,
): Promise<void> {
  const { connection } = subject;
  return runOperation(context, subject, stopping, async (attempt) => {
    const { database, progress, input } = attempt;
    const owner = { id: connection.id, projectId: connection.project_id };
    const journal = await listObjects(database.root, connection.id);
    const unremoved = input.keepAws ? [] : await removeAll(attempt, journal);
    const behind = input.keepAws ? planRemoval(journal) : unremoved.map(({ object }) => object);
    const [first] = unremoved;
    await database.transaction(async (tx) => {
      const error = first && explain(first, behind);
      await progress.finish(tx, first ? 'failed' : 'succeeded', { error, left: describeObjects(behind) });
      if (!first) {
        // Whoever registered one just before the connection was marked did so in vain.
        await context.licences.release(tx, owner, input.by ?? '');
        await deleteConnection(tx, connection.id);
        // What stays behind is remembered, so that a later connection of the place knows it for ours.
        await forgetSettled(tx, connection.id);
      }
      await announceConnection(tx, connection);
    });
  });
}

const removeAll = (attempt: Attempt, journal: readonly ObjectRow[]): Promise<Left[]> =>
  removeObjects(attempt, journal, {
    onGone: (object) => attempt.progress.step(stepKey(object), 'done'),
    onLeft: (object, fault) => attempt.progress.step(stepKey(object), 'failed', fault.message),
  });

function explain({ fault }: Left, behind: readonly ObjectRow[]): Refusal {
  const rest = `Still in AWS: ${behind.map((object) => `the ${called(object)}`).join(', ')}.`;
  const out = 'Delete it again to go on, or delete it and keep the AWS objects.';
  return { ...refusal(fault), detail: `${fault.message} ${rest} ${out}` };
}
