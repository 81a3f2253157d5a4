import { sql } from 'kysely';
import type { Executor } from '../../../platform/db/index.ts';
import type { ShownState } from '../filter.ts';

export type Counted = { connection_id: string; status: ShownState; count: number };

/** How many devices are kept in which status, by connection; from the counters, so it costs the same at any number. */
export async function readCounts(executor: Executor, connectionIds: readonly string[]): Promise<Counted[]> {
  const { rows } = await sql<Counted>`select connection_id, status, count from device_counts
    where connection_id = any(${connectionIds}::text[])`.execute(executor);
  return rows;
}
