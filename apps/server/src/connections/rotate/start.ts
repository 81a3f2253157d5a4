import { Fault } from '@thingdock/api';
import { inspectStored } from '../checks/stored.ts';
import type { Context } from '../context.ts';
import { STEP } from '../create/attempt.ts';
import { readKey, type TypedKey } from '../create/fields.ts';
import { type Begun, startOperation } from '../operations/start.ts';
import type { StoredConnection } from '../store.ts';

/**
 * Checks another key for a connection, which must be of the same account, and begins to put it in the old one's place.
 * Throws the fault of the first check that fails; then nothing has changed. `by`: who brings it.
 */
export async function startRotate(
  context: Context,
  connection: StoredConnection,
  { typed, by }: { typed: TypedKey; by: string | undefined },
): Promise<Begun> {
  const { state, access_key_id, role_arn } = connection;
  if (state !== 'active') throw new Fault('connection_not_active', { details: { state } });
  const key = readKey(typed);
  if (key.accessKeyId === access_key_id) throw sameKey();
  const { fault, established, unanswered } = await inspectStored(context, connection, { key });
  const refused = fault ?? unanswered[0];
  if (refused) throw refused;
  if (!established) throw new Error('A key passed every check, but its account is not known.');
  const look = { key: STEP.look, title: 'Look at what is in the account with the new key' };
  const probe = { key: STEP.probe, title: 'Send test messages through AWS and back with it' };
  const steps = role_arn === null ? [] : [look, probe];
  const input = { key: { ...key, userArn: established.userArn }, ...(by ? { by } : {}) };
  return startOperation(context, connection.id, { kind: 'connection.rotate', steps, input });
}

const sameKey = (): Fault =>
  new Fault('validation_failed', {
    errors: [
      {
        field: 'accessKeyId',
        code: 'key_unchanged',
        detail: 'The connection has this key already. Create a second access key for its user in the AWS console: IAM.',
      },
    ],
  });
