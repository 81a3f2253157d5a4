import { Fault, type Inspection } from '@thingdock/api';
import { userPermissions } from '@thingdock/connection-kit';
import type { RoleDoubt } from '../checks/check.ts';
import { inspectStored } from '../checks/stored.ts';
import { type Context, placeOf } from '../context.ts';
import { createSteps } from '../create/attempt.ts';
import { readMigration, type TypedMigration } from '../create/fields.ts';
import { wantedObjects } from '../create/wanted.ts';
import { type Begun, startOperation } from '../operations/start.ts';
import { immutable } from '../rename.ts';
import type { StoredConnection } from '../store.ts';

/**
 * Checks a role for a connection that has none, and with it the connection's key or another one of the same account, and
 * begins to set everything up. Throws the fault of the first check that fails, and `field_immutable` for a connection that
 * has a role; then nothing has changed. `by`: who asks.
 */
export async function startMigrate(
  context: Context,
  connection: StoredConnection,
  { typed, by }: { typed: TypedMigration; by: string | undefined },
): Promise<Begun & { doubts: readonly RoleDoubt[] }> {
  const { state } = connection;
  if (state !== 'active') throw new Fault('connection_not_active', { details: { state } });
  if (connection.role_arn !== null) throw immutable(connection, ['roleArn']);
  const { role, key } = readMigration(typed);
  const inspected = await inspectStored(context, connection, { key, roleArn: role.arn });
  const { fault, established, unanswered } = inspected;
  if (fault) throw namingPolicies(fault, inspected.inspection);
  if (unanswered[0]) throw unanswered[0];
  if (!established) throw new Error('A migration passed every check, but its account is not known.');
  const { userArn, doubts } = established;
  const input = {
    roleArn: role.arn,
    ...(key ? { key: { ...key, userArn } } : {}),
    ...(by ? { by } : {}),
    ...(typed.takeOver ? { takeOver: true } : {}),
  };
  const steps = createSteps(wantedObjects(context.prefix, placeOf(connection), role.arn));
  return { ...(await startOperation(context, connection.id, { kind: 'connection.migrate', steps, input })), doubts };
}

/** Of a key that was made before there was a role several policies may be missing: they are named all at once. */
function namingPolicies(fault: Fault, { checks }: Inspection): Fault {
  if (fault.code !== 'user_missing_permission') return fault;
  const ofUser = checks.flatMap(({ missing }) => missing).filter(({ whose }) => whose === 'user');
  const lacking = [...new Set(ofUser.map(({ action }) => action))].filter((action) => POLICIES.get(action));
  const policies = ['AWSIoTFullAccess', 'AmazonSNSFullAccess', 'EnebularPassRole'].filter((policy) =>
    lacking.some((action) => POLICIES.get(action) === policy),
  );
  if (policies.length < 2) return fault;
  return new Fault('user_missing_permission', {
    details: { action: lacking.join(', '), policy: policies.join(' and ') },
    errors: policies.map((policy) => ({
      field: 'accessKeyId',
      code: 'user_missing_permission',
      detail: `${policy} is missing: ${lacking.filter((action) => POLICIES.get(action) === policy).join(', ')}.`,
    })),
  });
}

/** Which of the guide's policies grants an action; the place makes no difference. */
const POLICIES: ReadonlyMap<string, string> = new Map(
  userPermissions({ partition: '', accountId: '', region: '', prefix: '', roleArn: '', userArn: '' }).flatMap(
    ({ action, guidePolicy }) => (guidePolicy ? [[action, guidePolicy] as const] : []),
  ),
);
