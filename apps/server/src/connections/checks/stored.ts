import { type AwsCredentials, parseIotEndpoint, parseRoleArn } from '../../aws/index.ts';
import { type Context, sealContext } from '../context.ts';
import type { StoredConnection } from '../store.ts';
import { type Inspected, inspectConnection } from './inspect.ts';

/** What is to be used in place of what the connection has: a new key, or the role of a migration. */
export type Instead = { key?: AwsCredentials | undefined; roleArn?: string | undefined; signal?: AbortSignal };

/** Checks a connection that is there: with its own key and role, or with others before they take their place. */
export function inspectStored(
  context: Context,
  connection: StoredConnection,
  instead: Instead = {},
): Promise<Inspected> {
  const { signal } = instead;
  const { accessKeyId, secretAccessKey } = instead.key ?? {
    accessKeyId: connection.access_key_id,
    secretAccessKey: context.envelope.open(connection.secret_access_key, sealContext(connection.id)),
  };
  const subject = {
    projectId: connection.project_id,
    accessKeyId,
    connection,
    region: connection.region,
    endpoint: parseIotEndpoint(connection.endpoint),
    role: parseRoleArn(instead.roleArn ?? connection.role_arn ?? ''),
  };
  // Nobody else's connection is named, since this one is there already.
  const sees = async () => true;
  return inspectConnection(context, { subject, secretAccessKey, sees, ...(signal ? { signal } : {}) });
}
