import { sql } from 'kysely';
import type { Executor } from '../../platform/db/index.ts';
import type { AgentKey, AgentTables } from '../tables.ts';

const db = (executor: Executor) => executor.withTables<AgentTables>();

function update(executor: Executor, { wireId, thingName }: AgentKey) {
  return db(executor).updateTable('agents').where('wire_id', '=', wireId).where('thing_name', '=', thingName);
}

/** Orders deployments by message, in place of any before; a look at the devices is due. Lock the agents first. */
export async function orderFlows(
  tx: Executor,
  wireId: string,
  orders: readonly { thingName: string; updateId: string }[],
  now: Date,
): Promise<void> {
  const names = orders.map(({ thingName }) => thingName);
  const updateIds = orders.map(({ updateId }) => updateId);
  await sql`update agents set order_update_id = o.update_id, order_since = ${now}, order_at = null, order_taken_at = null,
      order_fetched_at = null, order_ended = false, attempts = 0, due_at = ${now}
    from unnest(${names}::text[], ${updateIds}::text[]) as o (thing_name, update_id)
    where agents.wire_id = ${wireId} and agents.thing_name = o.thing_name`.execute(tx);
}

/** The device acknowledged the order. Nothing happens when this was known, or something else is ordered by now. */
export async function noteTaken(tx: Executor, key: AgentKey, updateId: string, at: Date): Promise<void> {
  await update(tx, key)
    .where('order_update_id', '=', updateId)
    .where('order_taken_at', 'is', null)
    .set({ order_taken_at: at })
    .execute();
}

/** The flow was downloaded. `false` when this was known, or something else is ordered by now. */
export async function noteDownloaded(tx: Executor, key: AgentKey, updateId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await update(tx, key)
    .where('order_update_id', '=', updateId)
    .where('order_fetched_at', 'is', null)
    .set({ order_fetched_at: at })
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Nothing more is done about the order. */
export async function endOrder(tx: Executor, key: AgentKey, updateId: string): Promise<void> {
  await update(tx, key).where('order_update_id', '=', updateId).set({ order_ended: true }).execute();
}
