import type { Executor } from '../../platform/db/index.ts';
import type { ConnectionKeyRow, ConnectionTables } from '../tables.ts';

const tables = (executor: Executor) => executor.withTables<ConnectionTables>();

/** The newest first. */
export function listKeys(executor: Executor, connectionId: string): Promise<ConnectionKeyRow[]> {
  return tables(executor)
    .selectFrom('connection_keys')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .orderBy('used_from', 'desc')
    .execute();
}

/** Notes that a connection uses this key from now on, and the one before no longer. */
export async function insertKey(tx: Executor, key: ConnectionKeyRow): Promise<void> {
  await tables(tx)
    .updateTable('connection_keys')
    .set({ used_until: key.used_from })
    .where('connection_id', '=', key.connection_id)
    .where('used_until', 'is', null)
    .execute();
  await tables(tx).insertInto('connection_keys').values(key).execute();
}

export type ChangedKey = { accessKeyId: string; sealedSecret: string; userArn: string };

/** Puts a new key in the place of the old one. */
export async function changeKey(tx: Executor, connectionId: string, key: ChangedKey, now: Date): Promise<void> {
  await tables(tx)
    .updateTable('connections')
    .set({
      access_key_id: key.accessKeyId,
      secret_access_key: key.sealedSecret,
      user_arn: key.userArn,
      key_changed_at: now,
      updated_at: now,
    })
    .where('id', '=', connectionId)
    .execute();
}
