import { type RawBuilder, sql } from 'kysely';
import { storable } from '../../../platform/db/index.ts';
import type { Position } from '../cursor.ts';
import type { Filter, ShownState, VersionWish } from '../filter.ts';
import { OUTLASTING } from '../overlay.ts';
import type { Part } from '../parts.ts';
import type { Scope } from '../store.ts';
import { spanOf } from './span.ts';

type Condition = RawBuilder<unknown>;

/** Where in a list one reads: a part of it, and there what comes behind a position. */
export type Stretch = { part: Part; descending: boolean; after?: Position | undefined };

const WHOLE: Stretch = { part: { key: '' }, descending: false };

/** A filter, and a stretch of the list, as conditions on `devices d`; all have to hold. */
export function conditions(scope: Scope, filter: Filter, stretch = WHOLE): Condition[] {
  const { connectionId, reasons, tags, versions, licensed } = filter;
  const { part } = stretch;
  const states = part.states ?? filter.states;
  return [
    sql`d.project_id = ${scope.projectId}`,
    connectionId !== undefined && sql`d.connection_id = ${connectionId}`,
    ...named(filter, stretch),
    states && stateIs(scope, states),
    reasons && reasonIs(scope, reasons),
    // The second condition is that of the index.
    tags && sql`d.tags @> ${tags.map((tag) => storable(tag))}::text[] and d.tags <> '{}'`,
    versions && sql`d.agent_version = any(${versions.flatMap(exact)}::text[])`,
    licensed !== undefined && sql`d.licensed = ${licensed}`,
    ...ofPart(part),
    runs(scope, filter),
  ].filter((condition) => typeof condition === 'object');
}

/** Wishes about versions are names by now: `withVersions` has put in what there is. */
const exact = (wish: VersionWish): string[] => ('name' in wish ? [wish.name] : []);

function named({ name }: Filter, { part, descending, after }: Stretch): Condition[] {
  const prefix = name && 'prefix' in name ? storable(name.prefix) : undefined;
  const seen = part.seen ? after?.seen : undefined;
  const found: Condition[] = [];
  if (name && 'part' in name) found.push(holds(name.part));
  // Where the list is sorted by something else, the position is no bound of the names.
  const { from, below, behind } = spanOf(prefix, seen ? undefined : after, descending);
  if (from !== undefined) found.push(sql`d.thing_name >= ${from}`);
  if (below !== undefined) found.push(sql`d.thing_name < ${below}`);
  const beyond = sql.raw(descending ? '<' : '>');
  if (behind) found.push(sql`(d.thing_name, d.connection_id) ${beyond} (${behind.name}, ${behind.connectionId})`);
  if (after && seen)
    found.push(sql`(d.last_seen_at, d.thing_name, d.connection_id) ${beyond}
      (${seen}::timestamptz, ${after.name}, ${after.connectionId})`);
  return found;
}

/** Only letters have a case; for them PostgreSQL turns each name into small ones, which makes the search three times as long. */
function holds(part: string): Condition {
  const like = sql.raw(/[a-z]/i.test(part) ? 'ilike' : 'like');
  return sql`d.thing_name ${like} ${`%${storable(part).replaceAll(/[\\%_]/g, '\\$&')}%`}`;
}

function ofPart({ version, seen }: Part): Condition[] {
  const found: Condition[] = [];
  if (version === null) found.push(sql`d.agent_version is null`);
  else if (version !== undefined) found.push(sql`d.agent_version = ${version}`);
  if (seen !== undefined) found.push(seen ? sql`d.last_seen_at is not null` : sql`d.last_seen_at is null`);
  return found;
}

const blindIds = ({ connections }: Scope): string[] => connections.filter(({ blind }) => blind).map(({ id }) => id);

/** What is shown of a device: what is stored, unless its connection is blind. */
function stateIs(scope: Scope, states: readonly ShownState[]): Condition {
  const blind = blindIds(scope);
  const seen = blind.length > 0 ? sql` and d.connection_id <> all(${blind}::text[])` : sql``;
  const orBlind = blind.length > 0 ? sql` or d.connection_id = any(${blind}::text[])` : sql``;
  const is: Record<ShownState, Condition> = {
    connected: sql`(d.status = 'connected'${seen})`,
    disconnected: sql`(d.status = 'disconnected'${seen})`,
    unknown: sql`((d.status = 'unknown'${orBlind}) and d.gone_at is null)`,
    gone: sql`d.gone_at is not null`,
  };
  return sql`(${sql.join(
    states.map((state) => is[state]),
    sql` or `,
  )})`;
}

function reasonIs(scope: Scope, reasons: readonly string[]): Condition {
  const blind = scope.connections.filter((connection) => connection.blind);
  if (blind.length === 0) return sql`d.reason = any(${reasons}::text[])`;
  const overlays = blind.map(({ id, blind: why }) => sql`when ${id} then ${why}`);
  return sql`(case when d.reason = any(${OUTLASTING}::text[]) then d.reason
    else coalesce(case d.connection_id ${sql.join(overlays, sql` `)} end, d.reason) end) = any(${reasons}::text[])`;
}

/** Conditions on what a device runs and on the newest deployment of a flow to it: one look at its row. */
function runs(scope: Scope, { flowId, flowStates, deployStates }: Filter): Condition | undefined {
  const wanted = [
    flowId !== undefined && sql`f.flow_id = ${flowId}`,
    flowStates && sql`f.flow_state = any(${flowStates}::text[])`,
    deployStates && sql`t.state = any(${deployStates}::text[])`,
  ].filter((condition) => typeof condition === 'object');
  if (wanted.length === 0) return undefined;
  const { projectId, connections } = scope;
  return sql`(d.connection_id, d.thing_name) in (
    select p.id, f.thing_name collate "C" from deployed_flows f
    join unnest(${connections.map(({ id }) => id)}::text[], ${connections.map(({ wireId }) => wireId)}::text[])
      as p (id, wire_id) on p.wire_id = f.wire_id
    left join action_targets t on t.update_id = f.last_update_id
    where f.project_id = ${projectId} and ${sql.join(wanted, sql` and `)})`;
}
