import type { Fault, PlannedObject } from '@thingdock/api';
import type { Executor } from '../../platform/db/index.ts';
import { type Context, placeOf } from '../context.ts';
import { type Attempt, STEP } from '../create/attempt.ts';
import { ensureRule } from '../create/rules.ts';
import { ensureSubscriptions } from '../create/subscriptions.ts';
import { ensureTopic } from '../create/topics.ts';
import { wantedObjects } from '../create/wanted.ts';
import { settleTakenOver } from '../journal/store.ts';
import { asFault, refusal } from '../operations/describe.ts';
import { LeaseLost } from '../operations/lease.ts';
import { type Begun, startOperation } from '../operations/start.ts';
import { conflict } from '../plan/conflicts.ts';
import { type Survey, survey } from '../plan/survey.ts';
import { probe } from '../probe/probe.ts';
import { announceConnection, runOperation } from '../run.ts';
import { setPresence } from '../store.ts';
import { checkHealth } from './check.ts';
import { runPresenceOff } from './presence-off.ts';
import { requireWithRole } from './require-role.ts';

/** Throws `connection_not_active`, `connection_without_role`, `connection_busy`. */
export async function startRepair(
  context: Context,
  connectionId: string,
  { takeOver, presence }: { takeOver: boolean; presence?: true },
): Promise<Begun> {
  const connection = await requireWithRole(context, connectionId);
  const extras = { presence: presence ?? connection.presence };
  const { topics, rules } = wantedObjects(context.prefix, placeOf(connection), connection.role_arn, extras);
  const steps = [
    { key: STEP.look, title: 'Look at what is in the account' },
    ...topics.map(({ name }) => ({ key: STEP.topic(name), title: `SNS topic ${name}` })),
    ...topics.map(({ name }) => ({ key: STEP.subscription(name), title: `Subscription to ${name}` })),
    ...rules.map(({ name }) => ({ key: STEP.rule(name), title: `AWS IoT rule ${name}` })),
    { key: STEP.probe, title: 'Send test messages through AWS and back' },
  ];
  // Wanted from now on, so that whatever interrupts this is put right by any later repair.
  const change = presence && ((tx: Executor) => setPresence(tx, connectionId, true));
  const input = { takeOver };
  return startOperation(context, connectionId, {
    ...{ kind: 'connection.repair', steps, input },
    ...(change ? { change } : {}),
  });
}

/**
 * Puts back exactly what is not as it should be, object by object. One that cannot be put right stays as it is and does not
 * keep the others from it; doing it again goes on from there. Whoever takes an interrupted repair over does just that.
 */
export async function runRepair(context: Context, subject: Begun, stopping: AbortSignal): Promise<void> {
  await runOperation(context, subject, stopping, async (attempt) => {
    const { database, progress, connection, clock } = attempt;
    if (attempt.input.presence === false) return runPresenceOff(attempt);
    const faults = await mend(attempt);
    await database.transaction(async (tx) => {
      const [first] = faults;
      await progress.finish(tx, first ? 'failed' : 'succeeded', { error: first && refusal(first) });
      await settleTakenOver(tx, connection.id, new Date(clock.now()));
      await announceConnection(tx, connection);
    });
  });
  await checkHealth(context, subject.connection.id, stopping);
}

/** Returns what could not be done. */
async function mend(attempt: Attempt): Promise<Fault[]> {
  const surveyed: Survey[] = [];
  const lookFault = await attempted(attempt, STEP.look, async () => void surveyed.push(await survey(attempt)));
  const [seen] = surveyed;
  if (lookFault || !seen) return lookFault ? [lookFault] : [];
  const faults: Fault[] = [];
  for (const object of seen.objects) {
    const fault = await mendObject(attempt, seen, object);
    if (fault) faults.push(fault);
  }
  if (faults.length > 0) return faults;
  const silent = await attempted(attempt, STEP.probe, async () => void (await probe(attempt)));
  return silent ? [silent] : [];
}

async function mendObject(attempt: Attempt, seen: Survey, object: PlannedObject): Promise<Fault | undefined> {
  const { kind, name, action } = object;
  const key = STEP[kind](name);
  if (action === 'none' || action === 'adopt') {
    await attempt.progress.step(key, 'done', action === 'none' ? 'as it should be' : 'used as it is');
    return undefined;
  }
  return attempted(attempt, key, async () => {
    if (action === 'conflict' && !attempt.input.takeOver) throw conflict(object);
    await MENDERS[kind](attempt, seen, name);
  });
}

type Mender = (attempt: Attempt, seen: Survey, name: string) => Promise<void>;

const MENDERS: Readonly<Record<PlannedObject['kind'], Mender>> = {
  async topic(attempt, seen, name) {
    const topic = attempt.wanted.topics.find((it) => it.name === name);
    if (topic) await ensureTopic(attempt, seen, topic);
  },
  async subscription(attempt, seen, name) {
    const { topics, rules } = attempt.wanted;
    await ensureSubscriptions({ ...attempt, wanted: { topics: topics.filter((it) => it.name === name), rules } }, seen);
  },
  async rule(attempt, seen, name) {
    const rule = attempt.wanted.rules.find((it) => it.name === name);
    if (rule) await ensureRule(attempt, seen, rule);
  },
};

/** Does a step and says so; answers the fault instead of throwing it. */
async function attempted(attempt: Attempt, key: string, work: () => Promise<void>): Promise<Fault | undefined> {
  try {
    await attempt.progress.during(key, work);
    return undefined;
  } catch (error) {
    attempt.signal.throwIfAborted();
    if (error instanceof LeaseLost) throw error;
    const fault = asFault(error);
    if (fault.code === 'internal')
      attempt.log.error({ event: 'connection.repair_failed', step: key, err: error }, 'a repair failed');
    return fault;
  }
}
