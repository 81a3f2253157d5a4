import { Fault, fieldFault } from '@thingdock/api';
import type { Context } from './context.ts';
import { readName } from './create/fields.ts';
import { announceConnection } from './run.ts';
import { renameConnection, type StoredConnection } from './store.ts';

type Change = { name?: string };

/**
 * Changes the name of a connection, and nothing in AWS. Throws `field_immutable` for anything else that is to be changed,
 * with the way to it, `connection_name_taken`, and `connection_not_active`.
 */
export async function rename(
  { database, clock }: Pick<Context, 'database' | 'clock'>,
  connection: StoredConnection,
  { name: typed, ...others }: Change,
): Promise<void> {
  const fixed = Object.keys(others);
  if (fixed.length > 0) throw immutable(connection, fixed);
  const name = readName(typed ?? '');
  const { id, state } = connection;
  if (state !== 'active') throw new Fault('connection_not_active', { details: { state } });
  await database.transaction(async (tx) => {
    if (!(await renameConnection(tx, id, name, new Date(clock.now()))))
      throw fieldFault('name', 'connection_name_taken', { name });
    await announceConnection(tx, connection);
  });
}

/** Says of each field how to come to another value all the same. */
export function immutable({ role_arn }: Pick<StoredConnection, 'role_arn'>, fields: readonly string[]): Fault {
  const details = (field: string) => ({ field, instead: insteadOf(field, role_arn !== null) });
  const errors = fields.flatMap((field) => fieldFault(field, 'field_immutable', details(field)).errors);
  const instead = [...new Set(fields.map((field) => details(field).instead))].join(' ');
  return new Fault('field_immutable', { details: { field: fields.join(', '), instead }, errors });
}

function insteadOf(field: string, hasRole: boolean): string {
  if (field === 'accessKeyId' || field === 'secretAccessKey') return 'For another key of the same account, rotate it.';
  if (field === 'roleArn' && !hasRole) return 'To give it its role, migrate the connection.';
  return 'Delete the connection and create it anew.';
}
