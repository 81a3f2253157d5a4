import type { Executor } from '../../platform/db/index.ts';
import type { ConnectionRow, ConnectionTables, InstallerKeyRow } from '../tables.ts';

const tables = (executor: Executor) => executor.withTables<ConnectionTables>();

export async function putInstaller(tx: Executor, row: InstallerKeyRow): Promise<void> {
  await tables(tx)
    .insertInto('installer_keys')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('access_key_id').doUpdateSet((set) => ({
        user_arn: set.ref('excluded.user_arn'),
        seen_at: set.ref('excluded.seen_at'),
      })),
    )
    .execute();
}

type Account = Pick<ConnectionRow, 'partition' | 'account_id'>;
export type UsedKey = Pick<ConnectionRow, 'access_key_id' | 'user_arn'>;

/** Keys of an account's connections, in whichever region and project. */
export function listUsedKeys(executor: Executor, { partition, account_id }: Account): Promise<UsedKey[]> {
  return tables(executor)
    .selectFrom('connections')
    .select(['access_key_id', 'user_arn'])
    .where('partition', '=', partition)
    .where('account_id', '=', account_id)
    .execute();
}
