import { sql } from 'kysely';
import type { Executor } from '../../platform/db/index.ts';
import type { DeviceTables } from '../tables.ts';

const db = (executor: Executor) => executor.withTables<DeviceTables>();

type Row = Omit<DeviceTables['device_transitions'], 'id'>;
export type KeptTransition = Pick<Row, 'at' | 'status' | 'reason' | 'source'> &
  Pick<Row, 'shadow_version' | 'shadow_timestamp' | 'message_id'>;

const COLUMNS = ['at', 'status', 'reason', 'source', 'shadow_version', 'shadow_timestamp', 'message_id'] as const;

/** What was kept of a device from `from` to `to`, oldest first; at most `limit`, then the newest of them. */
export async function listTransitions(
  executor: Executor,
  { connectionId, name, from, to }: { connectionId: string; name: string; from: Date; to: Date },
  limit: number,
): Promise<KeptTransition[]> {
  const rows = await db(executor)
    .selectFrom('device_transitions')
    .select(COLUMNS)
    .where('connection_id', '=', connectionId)
    .where('thing_name', '=', name)
    .where('at', '>', from)
    .where('at', '<=', to)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.reverse();
}

/** What held at a time. */
export function lastTransition(
  executor: Executor,
  { connectionId, name, at }: { connectionId: string; name: string; at: Date },
): Promise<KeptTransition | undefined> {
  return db(executor)
    .selectFrom('device_transitions')
    .select(COLUMNS)
    .where('connection_id', '=', connectionId)
    .where('thing_name', '=', name)
    .where('at', '<=', at)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Times in which a connection was blind that reach into `from` to `to`, oldest first. */
export function listBlindPeriods(executor: Executor, connectionId: string, { from, to }: { from: Date; to: Date }) {
  return db(executor)
    .selectFrom('connection_blind_periods')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('from_at', '<', to)
    .where((period) => period.or([period('to_at', 'is', null), period('to_at', '>', from)]))
    .orderBy('from_at')
    .execute();
}

/** A device that began to change again and again, with how often it did, or that has stopped (`changes: null`). */
export type Turned = { connection_id: string; thing_name: string; project_id: string; changes: number | null };

/**
 * Notes which devices changed at least so often from `since` to `until`, and forgets those that did no more. What was shown while
 * the connection was blind is none of it. Returns those that were not noted before, and those that were.
 */
export async function noteFlapping(
  executor: Executor,
  { since, until, least }: { since: Date; until: Date; least: number },
): Promise<Turned[]> {
  const { rows } = await sql<Turned>`with restless as (
      select t.connection_id, t.thing_name, min(t.at) as since, count(*)::integer as changes from device_transitions t
      where t.at > ${since} and t.at <= ${until} and t.status <> 'unknown' group by 1, 2 having count(*) >= ${least}),
    flapping as (
      select r.* from restless r
      join devices d on d.connection_id = r.connection_id and d.thing_name = r.thing_name where d.gone_at is null),
    ended as (
      delete from device_flapping f where not exists (
        select 1 from flapping where flapping.connection_id = f.connection_id and flapping.thing_name = f.thing_name)
      returning f.connection_id, f.thing_name),
    noted as (
      insert into device_flapping as f (connection_id, thing_name, since, changes)
        select connection_id, thing_name, since, changes from flapping
      on conflict (connection_id, thing_name) do update set since = excluded.since, changes = excluded.changes
        where (f.since, f.changes) <> (excluded.since, excluded.changes)
      returning f.connection_id, f.thing_name, f.changes, xmax = 0 as began)
    select turned.*, d.project_id from (
      select connection_id, thing_name, changes from noted where began
      union all select connection_id, thing_name, null from ended) as turned
    join devices d on d.connection_id = turned.connection_id and d.thing_name = turned.thing_name
    order by d.project_id, d.thing_name, d.connection_id`.execute(executor);
  return rows;
}

/**
 * Removes what is older than `before`, except the newest entry of each device from before then: it tells what held at that
 * time. Looks at `portion` entries behind `afterId`; returns the last of these, `undefined` at the end.
 */
export async function pruneTransitions(
  executor: Executor,
  { before, afterId, portion }: { before: Date; afterId: number; portion: number },
): Promise<number | undefined> {
  const { rows } = await sql<{ last: number | null }>`with looked as (
      select id, connection_id, thing_name, at from device_transitions
      where id > ${afterId} and at < ${before} order by id limit ${portion}),
    pruned as (
      delete from device_transitions where id in (
        select l.id from looked l where exists (
          select 1 from device_transitions n where n.connection_id = l.connection_id and n.thing_name = l.thing_name
            and n.at < ${before} and (n.at, n.id) > (l.at, l.id))))
    select max(id) as last from looked`.execute(executor);
  return rows[0]?.last ?? undefined;
}
