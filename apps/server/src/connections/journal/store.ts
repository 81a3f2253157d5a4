import type { Executor } from '../../platform/db/index.ts';
import type { ConnectionTables, ObjectKind, ObjectRow, Place } from '../tables.ts';

const tables = (executor: Executor) => executor.withTables<ConnectionTables>();

type Entry = Pick<ObjectRow, 'connection_id' | 'kind' | 'name'>;

/** Writes or changes the journal's line for one object. */
export async function putObject(tx: Executor, row: ObjectRow): Promise<void> {
  const { arn, existed_before, state, updated_at } = row;
  await tables(tx)
    .insertInto('aws_objects')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['connection_id', 'kind', 'name']).doUpdateSet((set) => ({
        arn: set.fn.coalesce(set.val(arn), 'aws_objects.arn'),
        existed_before,
        state,
        updated_at,
      })),
    )
    .execute();
}

export async function setObjectState(
  tx: Executor,
  { connection_id, kind, name }: Entry,
  state: ObjectRow['state'],
  now: Date,
): Promise<void> {
  await tables(tx)
    .updateTable('aws_objects')
    .set({ state, updated_at: now })
    .where('connection_id', '=', connection_id)
    .where('kind', '=', kind)
    .where('name', '=', name)
    .execute();
}

/** In the order in which they were first touched. */
export function listObjects(executor: Executor, connectionId: string): Promise<ObjectRow[]> {
  return executor
    .withTables<{ aws_objects: ObjectRow & { position: number } }>()
    .selectFrom('aws_objects')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .orderBy('position')
    .execute();
}

/** Names of what earlier attempts in this place made and could not remove. */
export async function listLeftovers(
  executor: Executor,
  place: Place,
  exceptConnection: string,
): Promise<{ kind: ObjectKind; name: string }[]> {
  return tables(executor)
    .selectFrom('aws_objects')
    .select(['kind', 'name'])
    .where('partition', '=', place.partition)
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .where('connection_id', '<>', exceptConnection)
    .where('existed_before', '=', false)
    .where('state', '<>', 'removed')
    .execute();
}

/** Forgets what is gone or was never ours; what is left over stays known. */
export async function forgetSettled(tx: Executor, connectionId: string): Promise<void> {
  await tables(tx)
    .deleteFrom('aws_objects')
    .where('connection_id', '=', connectionId)
    .where((where) => where.or([where('state', '=', 'removed'), where('existed_before', '=', true)]))
    .execute();
}

/** Forgets leftovers of earlier attempts, once the objects have become part of a connection. */
export async function forgetLeftovers(tx: Executor, place: Place, exceptConnection: string): Promise<void> {
  await tables(tx)
    .deleteFrom('aws_objects')
    .where('partition', '=', place.partition)
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .where('connection_id', '<>', exceptConnection)
    .execute();
}
