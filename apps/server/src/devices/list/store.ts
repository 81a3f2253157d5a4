import type { ActionKind, TargetState } from '@thingdock/api';
import { type RawBuilder, sql } from 'kysely';
import type { ConnectionRef } from '../../connections/index.ts';
import { type Executor, prepared } from '../../platform/db/index.ts';
import type { DeviceRow } from '../tables.ts';
import type { Filter } from './filter.ts';
import type { Part } from './parts.ts';
import { conditions, type Stretch } from './where/store.ts';

/** Where devices are looked for: a project and its connections, which know what of their devices can be believed. */
export type Scope = { projectId: string; connections: readonly ConnectionRef[] };

type Shown =
  | 'connection_id'
  | 'thing_name'
  | 'status'
  | 'reason'
  | 'since'
  | 'source'
  | 'agent_type'
  | 'agent_version'
  | 'last_seen_at'
  | 'gone_at'
  | 'tags'
  | 'licensed'
  | 'monitored'
  | 'monitoring_reported'
  | 'shared_until'
  | 'shared_addresses';

/** A device with the newest deployment of a flow to it, and whether it flaps. */
export type ListedRow = Pick<DeviceRow, Shown> & {
  /** How often it changed of late, while that is too often. */
  flapping: number | null;
  /** Whether a flow was deployed to it. */
  runs: boolean;
  action_id: string | null;
  action_kind: ActionKind | null;
  target_state: TargetState | null;
  target_at: Date | null;
  /** `last_seen_at` as the database writes it, exact to the microsecond; only in lists that are sorted by it. */
  seen_text?: string | null;
};

const COLUMNS = sql.raw<never>(
  `d.connection_id, d.thing_name, d.status, d.reason, d.since, d.source, d.agent_type, d.agent_version, d.last_seen_at,
   d.gone_at, d.tags, d.licensed, d.monitored, d.monitoring_reported, d.shared_until,
   d.shared_addresses`,
);

/** Adds what else is known of them. `page` has the devices, `places` their connections. */
const WITH_THE_REST = sql.raw<never>(
  `select page.*, f.flow_id is not null as runs, a.id as action_id, a.kind as action_kind,
     t.state as target_state, t.updated_at as target_at, l.changes as flapping
   from page
   join places on places.id = page.connection_id
   left join deployed_flows f on f.wire_id = places.wire_id and f.thing_name = page.thing_name collate "default"
     and f.project_id = places.project_id
   left join action_targets t on t.update_id = f.last_update_id
   left join actions a on a.id = t.action_id
   left join device_flapping l on l.connection_id = page.connection_id and l.thing_name = page.thing_name`,
);

/** The connections of a scope as rows `(id, wire_id, project_id)`. */
const placesOf = ({ projectId, connections }: Scope): RawBuilder<unknown> =>
  sql`select id, wire_id, ${projectId}::text as project_id
    from unnest(${connections.map(({ id }) => id)}::text[], ${connections.map(({ wireId }) => wireId)}::text[])
      as p (id, wire_id)`;

export type PageWish = Stretch & { filter: Filter; limit: number };

/** Devices of one part of a list, in its order. */
export async function findPage(
  executor: Executor,
  scope: Scope,
  { filter, part, descending, after, limit }: PageWish,
): Promise<ListedRow[]> {
  const where = conditions(scope, filter, { part, descending, after });
  const direction = sql.raw(descending ? 'desc' : 'asc');
  const orderBy = (name: RawBuilder<unknown>) =>
    part.seen
      ? sql`last_seen_at ${direction}, ${name} ${direction}, connection_id ${direction}`
      : sql`${name} ${direction}, connection_id ${direction}`;
  // Tags are mostly rare. Of a tag that it has not met, PostgreSQL believes that walking the names would soon find enough, and
  // walks through all of them; an order that no index has makes it begin with the devices that have the tag.
  const [inner, outer] = [orderBy(filter.tags ? sql`d.thing_name || ''` : sql`thing_name`), orderBy(sql`thing_name`)];
  const [kept, most] = isUsual(filter, part, limit) ? [prepared, sql.lit(limit)] : [sql``, sql`${limit}`];
  const seenText = part.seen ? sql`, d.last_seen_at::text as seen_text` : sql``;
  const { rows } = await sql<ListedRow>`${kept} with places as (${placesOf(scope)}), page as (
      select ${COLUMNS}${seenText} from devices d where ${sql.join(where, sql` and `)} order by ${inner} limit ${most})
    ${WITH_THE_REST} order by ${outer}`.execute(executor);
  return rows;
}

/** How many rows pages of the usual sizes read, the next page's first included: the console's, and that of whoever names none. */
const USUAL_SIZES = [51, 101];

/** Whether every page like this is read along the index of the names or of the statuses, whatever they are. */
function isUsual({ name, connectionId: _one, states: _some, ...others }: Filter, part: Part, limit: number): boolean {
  const plain = !(name && 'part' in name) && part.version === undefined && part.seen === undefined;
  return plain && Object.keys(others).length === 0 && USUAL_SIZES.includes(limit);
}

/** Devices of one connection by their names, or all of them, by name. */
export async function findNamed(
  executor: Executor,
  connection: ConnectionRef,
  names?: readonly string[],
): Promise<ListedRow[]> {
  const scope = { projectId: connection.projectId, connections: [connection] };
  const named = names ? sql`and d.thing_name = any(${names}::text[])` : sql``;
  const { rows } = await sql<ListedRow>`with places as (${placesOf(scope)}), page as (
      select ${COLUMNS} from devices d where d.connection_id = ${connection.id} ${named})
    ${WITH_THE_REST} order by thing_name`.execute(executor);
  return rows;
}

export type Named = { connection_id: string; thing_name: string };

/** Names of at most `limit` devices that a filter lets through. */
export async function findNames(executor: Executor, scope: Scope, filter: Filter, limit: number): Promise<Named[]> {
  const where = sql.join(conditions(scope, filter), sql` and `);
  const { rows } = await sql<Named>`select d.connection_id, d.thing_name from devices d where ${where}
    order by d.thing_name, d.connection_id limit ${limit}`.execute(executor);
  return rows;
}

/** Those of the named devices that there are. */
export async function findExisting(
  executor: Executor,
  projectId: string,
  named: readonly { connectionId: string; name: string }[],
): Promise<Named[]> {
  const { rows } = await sql<Named>`select d.connection_id, d.thing_name
    from unnest(${named.map(({ connectionId }) => connectionId)}::text[], ${named.map(({ name }) => name)}::text[])
      as n (connection_id, thing_name)
    join devices d on d.connection_id = n.connection_id and d.thing_name = n.thing_name collate "C"
    where d.project_id = ${projectId} group by 1, 2 order by d.thing_name, d.connection_id`.execute(executor);
  return rows;
}

export async function countMatching(executor: Executor, scope: Scope, filter: Filter): Promise<number> {
  const where = sql.join(conditions(scope, filter), sql` and `);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from devices d where ${where}`.execute(
    executor,
  );
  return rows[0]?.count ?? 0;
}

/**
 * The versions of agents in a project. Hops from one to the next along the index, so it costs by the number of versions and
 * not of devices.
 */
export async function listVersions(executor: Executor, projectId: string): Promise<string[]> {
  const next = (beyond: RawBuilder<unknown>) => sql`select min(agent_version) as version from devices
    where project_id = ${projectId} and agent_version is not null ${beyond}`;
  const { rows } = await sql<{ version: string }>`with recursive hops as (
      (${next(sql``)})
      union all
      select (${next(sql`and agent_version > hops.version`)}) from hops where hops.version is not null)
    select version from hops where version is not null`.execute(executor);
  return rows.map(({ version }) => version);
}
