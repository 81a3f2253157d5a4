import type { Check } from '@thingdock/api';
import { type Aws, isAwsFailure, isCredentialFailure, isPassing, toFault } from '../../aws/index.ts';
import { type Context, connectStored, placeOf } from '../context.ts';
import { wantedObjects } from '../create/wanted.ts';
import { KEY_AGE_MS } from '../describe.ts';
import { probePaths, rulesOf } from '../probe/probe.ts';
import type { StoredConnection } from '../store.ts';
import { type Evidence, type Judgement, judgeHealth } from './judge.ts';

export type Examined = { judgement: Judgement; latencyMs?: number; lookedAt: Date };

/** Looks at everything that a connection needs, by reading and by test messages of its own. Throws only when stopped. */
export async function examine(context: Context, connection: StoredConnection, signal: AbortSignal): Promise<Examined> {
  const { clock } = context;
  const client = connectStored(context, connection);
  const lookedAt = new Date(clock.now());
  try {
    const evidence = await gather(context, connection, client.under(signal), signal);
    const latency = evidence.probe && 'latencyMs' in evidence.probe ? { latencyMs: evidence.probe.latencyMs } : {};
    return { judgement: judgeHealth(evidence), lookedAt, ...latency };
  } finally {
    client.close();
  }
}

async function gather(
  context: Context,
  connection: StoredConnection,
  aws: Aws,
  signal: AbortSignal,
): Promise<Evidence> {
  const age = context.clock.now() - connection.key_changed_at.getTime();
  const evidence: Evidence = {
    hasRole: connection.role_arn !== null,
    checks: [],
    keyIsOld: age >= KEY_AGE_MS,
    notChecked: [],
  };
  const refused = await refusalOf(aws, signal);
  if (refused === 'silent') return { ...evidence, notChecked: ['AWS did not answer just now.'] };
  if (refused) return { ...evidence, checks: [refused] };
  if (connection.role_arn === null) return evidence;
  return { ...evidence, probe: await probed(context, connection, aws, signal) };
}

async function probed(context: Context, connection: StoredConnection, aws: Aws, signal: AbortSignal) {
  const { clock, ids, database, wake, timing, prefix } = context;
  const found = await probePaths({ aws, connection, clock, ids, database, wake, timing, signal });
  if ('latencyMs' in found) return found;
  const wanted = wantedObjects(prefix, placeOf(connection), connection.role_arn ?? '');
  return { silent: rulesOf(wanted, found.silent) };
}

async function refusalOf(aws: Aws, signal: AbortSignal): Promise<Check | 'silent' | undefined> {
  try {
    await aws.sts.callerIdentity();
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (isPassing(error)) return 'silent';
    if (!isAwsFailure(error) || !isCredentialFailure(error)) throw error;
    const { message } = toFault(error);
    return {
      key: 'key',
      title: 'The key works',
      state: 'failed',
      expected: null,
      found: message,
      fix: 'Rotate the key.',
      error: { field: 'accessKeyId', code: 'invalid_credentials' },
      missing: [],
    };
  }
}
