import type { Executor } from '../../platform/db/index.ts';
import { forgetSettled, listObjects } from '../journal/store.ts';
import { type Left, removeObjects } from '../removal.ts';
import { announceConnection, Postponed } from '../run.ts';
import type { ObjectRow, OperationRow, Refusal } from '../tables.ts';
import { type Attempt, STEP } from './attempt.ts';

/** How long to wait before trying again to remove what AWS did not let us remove just now. */
const AGAIN_MS = 15_000;

/**
 * Removes from AWS what an attempt made, then ends it as failed; `settle` puts right what is stored here, in the same
 * transaction. Throws `Postponed` while trying again later may help.
 */
export async function takeBack(
  attempt: Attempt,
  { operation, reason }: { operation: OperationRow; reason: Refusal },
  settle: (tx: Executor) => Promise<void>,
): Promise<void> {
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
    await settle(tx);
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
