import { Fault } from '@thingdock/api';
import type { Context } from '../context.ts';
import { getConnection, type StoredConnection } from '../store.ts';

/** Throws `connection_not_active`, `connection_without_role`. */
export async function requireWithRole(
  { database }: Pick<Context, 'database'>,
  id: string,
): Promise<StoredConnection & { role_arn: string }> {
  const connection = await getConnection(database.root, id);
  if (connection?.state !== 'active')
    throw new Fault('connection_not_active', { details: { state: connection?.state ?? 'gone' } });
  const { role_arn } = connection;
  if (role_arn === null) throw new Fault('connection_without_role');
  return { ...connection, role_arn };
}
