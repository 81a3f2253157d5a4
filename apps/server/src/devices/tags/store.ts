import { sql } from 'kysely';
import type { Executor } from '../../platform/db/index.ts';

type Tags = { add: readonly string[]; remove: readonly string[] };

/** Returns the names of the devices whose tags are others now. A tag that is added and removed is removed. */
export async function changeTags(
  tx: Executor,
  connectionId: string,
  names: readonly string[],
  { add, remove }: Tags,
): Promise<string[]> {
  const { rows } = await sql<{ thing_name: string }>`
    with before as (
      select thing_name, tags from devices
      where connection_id = ${connectionId} and thing_name = any(${names}::text[])
      order by thing_name for update),
    after as (
      select thing_name, tags, array(
        select distinct tag from unnest(tags || ${add}::text[]) as tag
        where tag <> all(${remove}::text[]) order by tag) as wanted
      from before)
    update devices set tags = after.wanted from after
    where devices.connection_id = ${connectionId} and devices.thing_name = after.thing_name
      and after.wanted <> after.tags
    returning devices.thing_name`.execute(tx);
  return rows.map((row) => row.thing_name);
}

/** One of the devices that has more tags than `limit`, if any has. */
export async function crowded(
  tx: Executor,
  connectionId: string,
  names: readonly string[],
  limit: number,
): Promise<{ name: string; count: number } | undefined> {
  const { rows } = await sql<{ name: string; count: number }>`select thing_name as name, cardinality(tags) as count
    from devices where connection_id = ${connectionId} and thing_name = any(${names}::text[])
      and cardinality(tags) > ${limit} order by thing_name limit 1`.execute(tx);
  return rows[0];
}

/** The tags of a project's devices, the most used first. */
export async function listTags(executor: Executor, projectId: string): Promise<{ tag: string; devices: number }[]> {
  const { rows } = await sql<{ tag: string; devices: number }>`select tag, count(*)::int as devices
    from devices, unnest(tags) as tag where project_id = ${projectId} and tags <> '{}'
    group by tag order by devices desc, tag`.execute(executor);
  return rows;
}
