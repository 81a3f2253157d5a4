import { sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';

type InboxTables = { inbox_messages: { connection_id: string; message_id: string; received_at: Date } };

const tables = (executor: Executor) => executor.withTables<InboxTables>();

/**
 * Notes that messages were taken. Returns those that were not taken before. Waits for another delivery that is being taken now;
 * in the order of the ids, so that two transactions do not deadlock.
 */
export async function noteMessages(
  tx: Executor,
  connectionId: string,
  messageIds: readonly string[],
  now: Date,
): Promise<Set<string>> {
  if (messageIds.length === 0) return new Set();
  const ids = [...new Set(messageIds)].sort();
  const { rows } = await sql<{ message_id: string }>`insert into inbox_messages (connection_id, message_id, received_at)
    select ${connectionId}, id, ${now} from unnest(${ids}::text[]) as n (id) order by id
    on conflict do nothing returning message_id`.execute(tx);
  return new Set(rows.map((row) => row.message_id));
}

/** Forgets messages that SNS can no longer deliver again. */
export async function pruneMessages(executor: Executor, before: Date): Promise<void> {
  await tables(executor).deleteFrom('inbox_messages').where('received_at', '<', before).execute();
}
