import { presenceRuleName } from '@thingdock/connection-kit';
import type { Context } from '../context.ts';
import { type Attempt, STEP } from '../create/attempt.ts';
import { listObjects } from '../journal/store.ts';
import { refusal } from '../operations/describe.ts';
import { type Begun, startOperation } from '../operations/start.ts';
import { removeObjects } from '../removal.ts';
import { announceConnection } from '../run.ts';
import { setPresence } from '../store.ts';
import { requireWithRole } from './require-role.ts';

/** Throws `connection_not_active`, `connection_without_role`, `connection_busy`. */
export async function startPresenceOff(context: Context, connectionId: string): Promise<Begun> {
  await requireWithRole(context, connectionId);
  const name = presenceRuleName(context.prefix);
  const steps = [{ key: STEP.rule(name), title: `Remove AWS IoT rule ${name}` }];
  return startOperation(context, connectionId, { kind: 'connection.repair', steps, input: { presence: false } });
}

/** Removes the rule if this installation made it. It is wanted until it is gone, so doing it again goes on from there. */
export async function runPresenceOff(attempt: Attempt): Promise<void> {
  const { database, progress, connection } = attempt;
  const journal = await listObjects(database.root, connection.id);
  const rule = journal.filter(
    ({ kind, name }) => kind === 'rule' && progress.steps.some(({ key }) => key === STEP.rule(name)),
  );
  const [left] = await removeObjects(attempt, rule, {
    onGone: ({ name }) => progress.step(STEP.rule(name), 'done'),
    onLeft: ({ name }, fault) => progress.step(STEP.rule(name), 'failed', fault.message),
  });
  await database.transaction(async (tx) => {
    await progress.finish(tx, left ? 'failed' : 'succeeded', { error: left && refusal(left.fault) });
    if (!left) await setPresence(tx, connection.id, false);
    await announceConnection(tx, connection);
  });
}
