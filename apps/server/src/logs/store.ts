import type { LogEvent } from '@thingdock/device-protocol';
import { sql } from 'kysely';
import { type Executor, jsonb, storable, storableJson } from '../platform/db/index.ts';
import type { LogTables } from './tables.ts';

type Written = Omit<LogTables, 'log_events'> & { log_events: Omit<LogTables['log_events'], 'id'> };
const tables = (executor: Executor) => executor.withTables<LogTables>();

export type LogFile = LogTables['log_files'];

/** `false`, and nothing is stored, when the device has sent the file before. */
export async function insertFile(tx: Executor, file: LogFile): Promise<boolean> {
  const inserted = await tables(tx)
    .insertInto('log_files')
    .values(file)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

const SHORT_TEXT = 100;
const MESSAGE_TEXT = 32_768;
/** Rows of one statement; PostgreSQL takes 65,535 parameters. */
const BATCH = 1_000;

export async function insertEvents(tx: Executor, file: LogFile, events: readonly LogEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += BATCH)
    await tx
      .withTables<Written>()
      .insertInto('log_events')
      .values(
        events.slice(start, start + BATCH).map(({ timestamp, level, context, message, extra }) => ({
          file_id: file.id,
          connection_id: file.connection_id,
          thing_name: file.thing_name,
          at: new Date(timestamp),
          level: storable(level, SHORT_TEXT),
          source: storable(context, SHORT_TEXT),
          message: storable(message, MESSAGE_TEXT),
          extra: jsonb(storableJson(extra) as Record<string, unknown>),
        })),
      )
      .execute();
}

export type Wish = {
  connectionId: string;
  thingName: string;
  text?: string;
  level?: string;
  source?: string;
  from?: Date;
  to?: Date;
  before?: Position;
  limit: number;
};
/** Where in a log, newest first, an answer ended. */
export type Position = { at: Date; id: number };

export type Line = Omit<LogTables['log_events'], 'connection_id' | 'thing_name' | 'file_id'> & { received_at: Date };

/** The newest first. Lines of one file that bear the same time keep the order in which they were written. */
export function listLines(executor: Executor, wish: Wish): Promise<Line[]> {
  const { text, level, source, from, to, before } = wish;
  return tables(executor)
    .selectFrom('log_events as e')
    .innerJoin('log_files as f', 'f.id', 'e.file_id')
    .select(['e.id', 'e.at', 'e.level', 'e.source', 'e.message', 'e.extra', 'f.received_at'])
    .where('e.connection_id', '=', wish.connectionId)
    .where('e.thing_name', '=', wish.thingName)
    .$if(text !== undefined, (query) => query.where('e.message', 'ilike', `%${escapeLike(text ?? '')}%`))
    .$if(level !== undefined, (query) => query.where('e.level', '=', level ?? ''))
    .$if(source !== undefined, (query) => query.where('e.source', '=', source ?? ''))
    .$if(from !== undefined, (query) => query.where('e.at', '>=', from ?? new Date(0)))
    .$if(to !== undefined, (query) => query.where('e.at', '<', to ?? new Date(0)))
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(e.at, e.id) < (${before?.at ?? new Date(0)}, ${before?.id ?? 0})`),
    )
    .orderBy('e.at', 'desc')
    .orderBy('e.id', 'desc')
    .limit(wish.limit)
    .execute();
}

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

/** Deletes all of a device. */
export async function deleteOfDevice(tx: Executor, connectionId: string, thingName: string): Promise<void> {
  await tables(tx)
    .deleteFrom('log_files')
    .where('connection_id', '=', connectionId)
    .where('thing_name', '=', thingName)
    .execute();
}

/** Deletes what was received before `before`. */
export async function deleteOld(tx: Executor, before: Date): Promise<void> {
  await tables(tx).deleteFrom('log_files').where('received_at', '<', before).execute();
}

/** Deletes the oldest files of every project that has more than `bytes` of them. */
export async function deleteSurplus(tx: Executor, bytes: number): Promise<void> {
  await sql`
    delete from log_files where id in (
      select id from (
        select f.id, sum(f.bytes) over (
          partition by c.project_id order by f.received_at desc, f.id rows unbounded preceding
        ) as newer
        from log_files f join connections c on c.id = f.connection_id
      ) as sized where newer > ${bytes}
    )`.execute(tx);
}
