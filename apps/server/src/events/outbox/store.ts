import type { FeedChange } from '@thingdock/api';
import { type RawBuilder, sql } from 'kysely';
import { type Executor, storableJson } from '../../platform/db/index.ts';
import { announcing } from '../store.ts';
import type { NewEvent } from './kinds.ts';

/** Table of migration 0015. */
export type EventTables = {
  project_events: {
    id: number;
    project_id: string;
    type: string;
    connection_id: string | null;
    thing_name: string | null;
    at: Date;
    data: Record<string, unknown>;
  };
};

const db = (executor: Executor) => executor.withTables<EventTables>();

/** What else goes to the database in the same statement. */
type Along = {
  /** Statements that make the news true, without results. They do not see what the others change. */
  statements?: readonly RawBuilder<unknown>[];
  /** What open pages are to be told of besides. */
  changes?: readonly FeedChange[];
};

/**
 * Notes what happened, in the transaction that makes it true: in one statement, however much it is. Open pages are told of
 * the types (the keys of the feed type `event`).
 */
export async function record(
  tx: Executor,
  events: readonly NewEvent[],
  { statements = [], changes = [] }: Along = {},
): Promise<void> {
  const all = events.length > 0 ? [...statements, inserting(events)] : statements;
  const told = announcing([...changes, ...changesOf(events)]);
  if (all.length === 0) {
    if (changes.length > 0) await told.execute(tx);
    return;
  }
  const named = all.map((statement, index) => sql`${sql.ref(`done_${index}`)} as (${statement})`);
  await sql`with ${sql.join(named)} ${told}`.execute(tx);
}

function inserting(events: readonly NewEvent[]): RawBuilder<unknown> {
  const rows = events.map(({ projectId, type, connectionId, device, at, data }) => ({
    ...{ project_id: projectId, type, connection_id: connectionId, thing_name: device },
    ...{ at: new Date(at).toISOString(), data: storableJson(data) },
  }));
  return sql`insert into project_events (project_id, type, connection_id, thing_name, at, data)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as e (project_id text, type text, connection_id text, thing_name text, at timestamptz, data jsonb)`;
}

const changesOf = (events: readonly NewEvent[]): FeedChange[] =>
  [...Map.groupBy(events, (event) => event.projectId)].map(([projectId, ofProject]) => ({
    ...{ type: 'event', projectId },
    keys: [...new Set(ofProject.map(({ type }) => type))],
  }));

export type EventFilter = {
  projectId: string;
  types?: readonly string[] | undefined;
  connectionId?: string | undefined;
  device?: string | undefined;
  /** Only those noted before the one of this id. */
  before?: number | undefined;
};

/** Events of a project, the newest first. */
export function listEvents(
  executor: Executor,
  { projectId, types, connectionId, device, before }: EventFilter,
  limit: number,
): Promise<EventTables['project_events'][]> {
  return db(executor)
    .selectFrom('project_events')
    .selectAll()
    .where('project_id', '=', projectId)
    .$if(types !== undefined, (query) => query.where('type', '=', (any) => any.fn.any(any.val(types ?? []))))
    .$if(connectionId !== undefined, (query) => query.where('connection_id', '=', connectionId ?? ''))
    .$if(device !== undefined, (query) => query.where('thing_name', '=', device ?? ''))
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Removes at most `limit` events from before a time. Returns how many. */
export async function deleteEvents(executor: Executor, before: Date, limit: number): Promise<number> {
  const { rows } = await sql`delete from project_events where id in
    (select id from project_events where at < ${before} limit ${limit}) returning id`.execute(executor);
  return rows.length;
}
