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

export type Restless = { connection_id: string; thing_name: string; project_id: string; times: Date[]; known: boolean };

/**
 * Devices that changed at least so often since a time, and those that are known to be flapping, with when they changed.
 * What was shown while the connection was blind is none of it.
 */
export async function listRestless(executor: Executor, since: Date, least: number): Promise<Restless[]> {
  const { rows } = await sql<Restless>`with restless as (
      select connection_id, thing_name, array_agg(at order by at) as times from device_transitions
      where at > ${since} and status <> 'unknown' group by 1, 2 having count(*) >= ${least})
    select d.connection_id, d.thing_name, d.project_id, coalesce(r.times, '{}') as times,
      d.flapping_since is not null as known
    from restless r full join (select * from devices where flapping_since is not null) f
      on f.connection_id = r.connection_id and f.thing_name = r.thing_name
    join devices d on d.connection_id = coalesce(r.connection_id, f.connection_id)
      and d.thing_name = coalesce(r.thing_name, f.thing_name)
    where d.gone_at is null or d.flapping_since is not null
    order by d.connection_id, d.thing_name`.execute(executor);
  return rows;
}

export type FlappingChange = { connectionId: string; name: string; since: Date | null; changes: number | null };

/** Notes which devices flap, and which do no more, in the order in which everybody locks devices. */
export async function saveFlapping(tx: Executor, found: readonly FlappingChange[]): Promise<void> {
  if (found.length === 0) return;
  const column = <K extends keyof FlappingChange>(name: K) => found.map((change) => change[name]);
  await sql`with locked as (
      select d.connection_id, d.thing_name, n.since, n.changes from devices d
      join unnest(${column('connectionId')}::text[], ${column('name')}::text[], ${column('since')}::timestamptz[],
        ${column('changes')}::integer[]) as n (connection_id, thing_name, since, changes)
        on d.connection_id = n.connection_id and d.thing_name = n.thing_name
      order by d.connection_id, d.thing_name for update of d)
    update devices set flapping_since = locked.since, flapping_changes = locked.changes from locked
    where devices.connection_id = locked.connection_id and devices.thing_name = locked.thing_name`.execute(tx);
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
