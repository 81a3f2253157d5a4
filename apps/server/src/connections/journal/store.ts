import { type Executor, jsonb } from '../../platform/db/index.ts';
import type { Claim } from '../plan/plan.ts';
import type { ConnectionTables, ObjectRow, Place } from '../tables.ts';

const tables = (executor: Executor) => executor.withTables<ConnectionTables>();

type Entry = Pick<ObjectRow, 'connection_id' | 'kind' | 'name'>;

/** Writes or changes the journal's line for one object. How it was at first stays, whatever comes later. */
export async function putObject(tx: Executor, row: ObjectRow): Promise<void> {
  const { arn, existed_before, state, updated_at } = row;
  const before = row.before === null ? null : jsonb(row.before);
  await tables(tx)
    .insertInto('aws_objects')
    .values({ ...row, before })
    .onConflict((conflict) =>
      conflict.columns(['connection_id', 'kind', 'name']).doUpdateSet((set) => ({
        arn: set.fn.coalesce(set.val(arn), 'aws_objects.arn'),
        existed_before,
        state,
        before: set.fn.coalesce('aws_objects.before', 'excluded.before'),
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

/** What this installation made in a place, as far as it knows: for whichever connection, also what could not be removed. */
export async function listClaims(executor: Executor, place: Place): Promise<Claim[]> {
  return tables(executor)
    .selectFrom('aws_objects')
    .select(['kind', 'name', 'state'])
    .where('partition', '=', place.partition)
    .where('account_id', '=', place.accountId)
    .where('region', '=', place.region)
    .where('existed_before', '=', false)
    .where('state', '<>', 'removed')
    .$narrowType<Claim>()
    .execute();
}

/** The connection works: what was taken over for it is its own now, and goes with it. */
export async function settleTakenOver(tx: Executor, connectionId: string, now: Date): Promise<void> {
  await tables(tx)
    .updateTable('aws_objects')
    .set({ before: null, updated_at: now })
    .where('connection_id', '=', connectionId)
    .where('before', 'is not', null)
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
