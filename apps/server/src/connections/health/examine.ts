import type { PlannedObject } from '@thingdock/api';
import { type Aws, isAwsFailure, toFault } from '../../aws/index.ts';
import type { Inspected } from '../checks/inspect.ts';
import { inspectStored } from '../checks/stored.ts';
import { type Context, connectStored, placeOf } from '../context.ts';
import { type Wanted, wantedObjects } from '../create/wanted.ts';
import { KEY_AGE_MS } from '../describe.ts';
import { survey } from '../plan/survey.ts';
import { probePaths, rulesOf } from '../probe/probe.ts';
import type { StoredConnection } from '../store.ts';
import { type Evidence, type Judgement, judgeHealth, type ProbeOutcome } from './judge.ts';

export type Examined = { judgement: Judgement; latencyMs?: number; lookedAt: Date };

/** Looks at everything that a connection needs, by reading and by test messages of its own. Throws only when stopped. */
export async function examine(context: Context, connection: StoredConnection, signal: AbortSignal): Promise<Examined> {
  const { clock } = context;
  const lookedAt = new Date(clock.now());
  const inspected = await inspectStored(context, connection, { signal });
  const client = connectStored(context, connection);
  try {
    warnOfClock(context, connection, inspected);
    const evidence = await gather({ ...context, aws: client.under(signal), signal }, connection, inspected);
    const { probe } = evidence;
    return { judgement: judgeHealth(evidence), lookedAt, ...(probe && 'latencyMs' in probe ? probe : {}) };
  } finally {
    client.close();
  }
}

/** In the log as well: whoever wonders why nothing arrives looks there. */
function warnOfClock({ log }: Context, { id }: StoredConnection, { inspection }: Inspected): void {
  const clock = inspection.checks.find(({ key }) => key === 'clock');
  if (clock?.state !== 'failed' && clock?.state !== 'warned') return;
  log.warn({ event: 'clock.off', connectionId: id }, clock.found ?? clock.title);
}

type Deps = Context & { aws: Aws; signal: AbortSignal };

async function gather(deps: Deps, connection: StoredConnection, inspected: Inspected): Promise<Evidence> {
  const { role_arn: roleArn, key_changed_at: changedAt } = connection;
  const evidence: Evidence = {
    hasRole: roleArn !== null,
    checks: inspected.inspection.checks,
    keyIsOld: deps.clock.now() - changedAt.getTime() >= KEY_AGE_MS,
    notChecked: inspected.unanswered.map(({ message }) => message),
  };
  // Without a key that works nothing more can be asked, and an older connection has nothing in AWS.
  if (roleArn === null || !inspected.established) return evidence;
  const wanted = wantedObjects(deps.prefix, placeOf(connection), roleArn, connection);
  const objects = await orUnanswered(deps, () => objectsOf(deps, connection, wanted));
  if ('why' in objects) return { ...evidence, notChecked: [...evidence.notChecked, objects.why] };
  // Where something is missing the silence is explained, and a test message would only wait in vain.
  if (objects.value.some(isAmiss)) return { ...evidence, objects: objects.value };
  const probe = await orUnanswered(deps, () => probed(deps, connection, wanted));
  return 'why' in probe
    ? { ...evidence, objects: objects.value, notChecked: [...evidence.notChecked, probe.why] }
    : { ...evidence, objects: objects.value, probe: probe.value };
}

const isAmiss = ({ action }: PlannedObject): boolean => action !== 'none' && action !== 'adopt';

async function objectsOf(
  { aws, database, publicUrl }: Deps,
  connection: StoredConnection,
  wanted: Wanted,
): Promise<readonly PlannedObject[]> {
  return (await survey({ aws, place: placeOf(connection), wanted, database, publicUrl, connection })).objects;
}

async function probed(deps: Deps, connection: StoredConnection, wanted: Wanted): Promise<ProbeOutcome> {
  const found = await probePaths({ ...deps, connection });
  return 'latencyMs' in found ? found : { silent: rulesOf(wanted, found.silent) };
}

/** What AWS did not answer, or did not let us ask, proves nothing. */
async function orUnanswered<T>({ signal }: Deps, ask: () => Promise<T>): Promise<{ value: T } | { why: string }> {
  try {
    return { value: await ask() };
  } catch (error) {
    signal.throwIfAborted();
    if (!isAwsFailure(error)) throw error;
    return { why: toFault(error).message };
  }
}
