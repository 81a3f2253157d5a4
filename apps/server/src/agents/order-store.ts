import { sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';
import type { AgentTables } from './tables.ts';

const db = (executor: Executor) => executor.withTables<AgentTables>();

/**
 * Locks agents until the end of the transaction, starting to know them if need be; nothing is written to their devices for
 * that. In the order of their names, so that two transactions do not deadlock.
 */
export async function lockAgents(tx: Executor, wireId: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const sorted = [...names].sort();
  await sql`insert into agents (wire_id, thing_name) select ${wireId}, name from unnest(${sorted}::text[]) as n (name)
    order by name on conflict (wire_id, thing_name) do nothing`.execute(tx);
  await db(tx)
    .selectFrom('agents')
    .select('thing_name')
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(sorted)))
    .orderBy('thing_name')
    .forUpdate()
    .execute();
}

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
