import { sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';
import type { AgentTables } from './tables.ts';

const db = (executor: Executor) => executor.withTables<AgentTables>();

/** Whoever looks at what is due finds these devices, should nobody have told them by then. */
export async function lookBy(tx: Executor, wireId: string, names: readonly string[], at: Date): Promise<void> {
  await sql`update agents set due_at = least(due_at, ${at}::timestamptz)
    where wire_id = ${wireId} and thing_name = any(${names})`.execute(tx);
}

/** Bytes of all trees of each device. */
export async function sumSizes(
  executor: Executor,
  wireId: string,
  names: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db(executor)
    .selectFrom('device_states')
    .select(['thing_name', (all) => all.fn.sum<number>('size').as('size')])
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .groupBy('thing_name')
    .execute();
  return new Map(rows.map((row) => [row.thing_name, Number(row.size)]));
}
