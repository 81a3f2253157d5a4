import { Fault, type InspectChange, type Inspection } from '@thingdock/api';
import type { Context } from '../context.ts';
import { readChange } from '../create/fields.ts';
import { immutable } from '../rename.ts';
import type { StoredConnection } from '../store.ts';
import { inspectStored } from './stored.ts';

/**
 * Checks another key or role for a connection, and changes nothing. Throws a fault only for what is malformed, and for what
 * would be refused whatever the checks found.
 */
export async function inspectChange(
  context: Context,
  connection: StoredConnection,
  typed: InspectChange,
): Promise<Inspection> {
  const { state, role_arn } = connection;
  if (state !== 'active') throw new Fault('connection_not_active', { details: { state } });
  const { key, role } = readChange(typed);
  if (role && role_arn !== null) throw immutable(connection, ['roleArn']);
  return (await inspectStored(context, connection, { key, roleArn: role?.arn })).inspection;
}
