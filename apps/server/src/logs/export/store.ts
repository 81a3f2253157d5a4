import { sql } from 'kysely';
import type { Executor } from '../../platform/db/index.ts';
import type { LogTables } from '../tables.ts';

export type Period = { projectId: string; from: Date; to: Date };

/** Where a file stands in the order of connections, devices and file names. */
export type Place = readonly [connectionId: string, thingName: string, name: string];

export type PartRow = { first: Place; files: number; bytes: number };

/** The files of a period in portions of `size`: the first of each, and what it comes to. */
export async function listParts(executor: Executor, period: Period, size: number): Promise<PartRow[]> {
  const { rows } = await sql<PartRow>`with numbered as (
      select f.connection_id, f.thing_name, f.name, f.bytes,
        row_number() over (order by f.connection_id, f.thing_name, f.name) - 1 as number
      ${filesOf(period)}),
    parts as (select number / ${size}::bigint as part, count(*)::int as files, sum(bytes)::bigint as bytes from numbered group by 1)
    select jsonb_build_array(n.connection_id, n.thing_name, n.name) as first, p.files, p.bytes
    from parts p join numbered n on n.number = p.part * ${size}::bigint order by p.part`.execute(executor);
  return rows;
}

export async function countDevices(executor: Executor, period: Period): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count
    from (select distinct f.connection_id, f.thing_name ${filesOf(period)}) as devices`.execute(executor);
  return rows[0]?.count ?? 0;
}

export type ExportedFile = { id: string; connection: string; thing_name: string; received_at: Date };

/** The files of a period from one on, before another or to the end. */
export async function listFiles(
  executor: Executor,
  period: Period,
  { first, end }: { first: Place; end: Place | null },
): Promise<ExportedFile[]> {
  const before = end ? sql`and (f.connection_id, f.thing_name, f.name) < (${end[0]}, ${end[1]}, ${end[2]})` : sql``;
  const { rows } = await sql<ExportedFile>`select f.id, c.name as connection, f.thing_name, f.received_at
    ${filesOf(period)} and (f.connection_id, f.thing_name, f.name) >= (${first[0]}, ${first[1]}, ${first[2]}) ${before}
    order by f.connection_id, f.thing_name, f.name`.execute(executor);
  return rows;
}

const filesOf = ({ projectId, from, to }: Period) => sql`from log_files f join connections c on c.id = f.connection_id
    where c.project_id = ${projectId} and f.received_at >= ${from} and f.received_at < ${to}`;

export type ExportedEvent = Pick<LogTables['log_events'], 'file_id' | 'at' | 'level' | 'source' | 'message' | 'extra'>;

/** The events of files, in the order in which the devices wrote them. */
export function listEventsOf(executor: Executor, fileIds: readonly string[]): Promise<ExportedEvent[]> {
  return executor
    .withTables<LogTables>()
    .selectFrom('log_events')
    .select(['file_id', 'at', 'level', 'source', 'message', 'extra'])
    .where('file_id', '=', (any) => any.fn.any(any.val(fileIds)))
    .orderBy('id')
    .execute();
}

export async function projectName(executor: Executor, projectId: string): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`select name from projects where id = ${projectId}`.execute(executor);
  return rows[0]?.name;
}
