import { sql } from 'kysely';
import { type Executor, jsonb } from '../../platform/db/index.ts';
import type { ConnectionTables, FailedAttemptRow, Place } from '../tables.ts';

const tables = (executor: Executor) => executor.withTables<ConnectionTables>();

export async function insertFailed(tx: Executor, row: FailedAttemptRow): Promise<void> {
  await tables(tx)
    .insertInto('failed_attempts')
    .values({ ...row, error: jsonb(row.error) })
    .onConflict((conflict) => conflict.column('connection_id').doNothing())
    .execute();
}

/** Those of a project that failed after `since`. */
export function listFailed(executor: Executor, projectId: string, since: Date): Promise<FailedAttemptRow[]> {
  return tables(executor)
    .selectFrom('failed_attempts')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('failed_at', '>', since)
    .orderBy(sql`lower(name)`)
    .execute();
}

export function getFailed(executor: Executor, id: string, since: Date): Promise<FailedAttemptRow | undefined> {
  return tables(executor)
    .selectFrom('failed_attempts')
    .selectAll()
    .where('connection_id', '=', id)
    .where('failed_at', '>', since)
    .executeTakeFirst();
}

export async function deleteFailed(tx: Executor, id: string): Promise<void> {
  await tables(tx).deleteFrom('failed_attempts').where('connection_id', '=', id).execute();
}

type Retry = { projectId: string; place: Place; name: string };

/** Whoever tries the same place or name again in a project sees only how that goes. */
export async function deleteReplaced(tx: Executor, { projectId, place, name }: Retry): Promise<void> {
  await tables(tx)
    .deleteFrom('failed_attempts')
    .where('project_id', '=', projectId)
    .where((where) =>
      where.or([
        where.and([
          where('partition', '=', place.partition),
          where('account_id', '=', place.accountId),
          where('region', '=', place.region),
        ]),
        sql<boolean>`lower(name) = lower(${name})`,
      ]),
    )
    .execute();
}

export async function deleteFailedBefore(executor: Executor, before: Date): Promise<void> {
  await tables(executor).deleteFrom('failed_attempts').where('failed_at', '<=', before).execute();
}
