import type { CreatedThing } from '@thingdock/api';
import { Fault, fieldFault } from '@thingdock/api';
import { type Aws, isAwsFailure, toFault } from '../../aws/index.ts';
import { type Context, connectStored } from '../context.ts';
import { readKey, type TypedKey } from '../create/fields.ts';
import { getConnection, type StoredConnection } from '../store.ts';
import { listUsedKeys, putInstaller } from './store.ts';
import { warnOf } from './warnings.ts';

/** The guide's policy of a user who installs devices. */
const POLICY = 'AWSIoTConfigAccess';

/**
 * Does `work` with a key for installing devices in place of the connection's. The key must be of the connection's account;
 * its id and its user are remembered, its secret is not. Throws faults that name the fields of the installer, and
 * `connection_not_active`.
 */
export async function asInstaller<T>(
  context: Context,
  connectionId: string,
  typed: TypedKey,
  work: (aws: Aws) => Promise<T>,
): Promise<{ result: T; warnings: CreatedThing['warnings'] }> {
  const connection = await getConnection(context.database.root, connectionId);
  if (connection?.state !== 'active')
    throw new Fault('connection_not_active', { details: { state: connection?.state ?? 'gone' } });
  let client: Aws | undefined;
  try {
    const credentials = readKey(typed);
    client = connectStored(context, connection, { credentials });
    const warnings = await remember(context, connection, client, credentials.accessKeyId);
    return { result: await work(client), warnings };
  } catch (error) {
    throw ofInstaller(error);
  } finally {
    client?.close();
  }
}

async function remember(
  { database, clock }: Context,
  { partition, account_id }: StoredConnection,
  { sts }: Aws,
  accessKeyId: string,
): Promise<CreatedThing['warnings']> {
  const { accountId, arn, partition: seen } = await sts.callerIdentity();
  if (accountId !== account_id || seen !== partition)
    throw fieldFault('accessKeyId', 'account_changed', { accountId, expected: account_id });
  const key = { access_key_id: accessKeyId, user_arn: arn };
  await database.transaction((tx) =>
    putInstaller(tx, { ...key, partition, account_id, seen_at: new Date(clock.now()) }),
  );
  return warnOf(key, await listUsedKeys(database.root, { partition, account_id }));
}

/** The same fault, about the installer's key and what it needs. */
function ofInstaller(error: unknown): unknown {
  if (isAwsFailure(error, 'denied'))
    return new Fault('user_missing_permission', { details: { action: error.action, policy: POLICY }, cause: error });
  const fault = isAwsFailure(error) ? toFault(error) : error;
  if (!(fault instanceof Fault)) return error;
  const { code, details, errors, cause } = fault;
  const ours = (field: string) =>
    field === 'accessKeyId' || field === 'secretAccessKey' ? `installer.${field}` : field;
  return new Fault(code, { details, cause, errors: errors.map((it) => ({ ...it, field: ours(it.field) })) });
}
