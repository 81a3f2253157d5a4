import type { Executor } from '../../platform/db/index.ts';
import type { ConnectionTables, InstallerKeyRow } from '../tables.ts';

/** A key that devices were installed with: this one, or else another of the same user. */
export async function findInstaller(
  executor: Executor,
  { accessKeyId, userArn }: { accessKeyId: string; userArn: string },
): Promise<InstallerKeyRow | undefined> {
  const rows = await executor
    .withTables<ConnectionTables>()
    .selectFrom('installer_keys')
    .selectAll()
    .where((where) => where.or([where('access_key_id', '=', accessKeyId), where('user_arn', '=', userArn)]))
    .execute();
  return rows.find((row) => row.access_key_id === accessKeyId) ?? rows[0];
}
