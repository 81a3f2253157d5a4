import { sql } from 'kysely';
import type { Executor } from '../../platform/db/index.ts';

/** How far the look at every shadow of a connection has come. Table of migration 0015. */
export type Pass = { after_name: string; began_at: Date };

export type Behind = { thing_name: string; observed_at: Date | null };

export async function readPass(executor: Executor, connectionId: string): Promise<Pass | undefined> {
  const { rows } = await sql<Pass>`select after_name, began_at from shadow_passes
    where connection_id = ${connectionId}`.execute(executor);
  return rows[0];
}

/** Nothing is noted of a connection that was deleted meanwhile. `lastSeconds`: how long a pass took that has just ended. */
export async function savePass(
  executor: Executor,
  connectionId: string,
  { after_name, began_at, lastSeconds }: Pass & { lastSeconds?: number },
): Promise<void> {
  await sql`insert into shadow_passes (connection_id, after_name, began_at, last_seconds)
    select id, ${after_name}, ${began_at}, ${lastSeconds ?? null} from connections where id = ${connectionId}
    on conflict (connection_id) do update set after_name = excluded.after_name, began_at = excluded.began_at,
      last_seconds = coalesce(excluded.last_seconds, shadow_passes.last_seconds)`.execute(executor);
}

export async function countPresent(executor: Executor, connectionId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select coalesce(sum(count), 0)::int as count from device_counts
    where connection_id = ${connectionId} and status <> 'gone'`.execute(executor);
  return rows[0]?.count ?? 0;
}

/** The devices behind `after`, in order of their names, with the time at which something was last learnt of each. */
export async function devicesBehind(
  executor: Executor,
  connectionId: string,
  { after, limit }: { after: string; limit: number },
): Promise<Behind[]> {
  const { rows } = await sql<Behind>`select thing_name, observed_at from devices
    where connection_id = ${connectionId} and gone_at is null and thing_name > ${after}
    order by thing_name limit ${limit}`.execute(executor);
  return rows;
}
