import type { Executor } from '../platform/db/index.ts';

type InboxTables = { inbox_messages: { connection_id: string; message_id: string; received_at: Date } };

const tables = (executor: Executor) => executor.withTables<InboxTables>();

/** Notes that a message was taken. `false`: it was taken before. Waits for another delivery that is being taken now. */
export async function noteMessage(tx: Executor, connectionId: string, messageId: string, now: Date): Promise<boolean> {
  const noted = await tables(tx)
    .insertInto('inbox_messages')
    .values({ connection_id: connectionId, message_id: messageId, received_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('message_id')
    .executeTakeFirst();
  return noted !== undefined;
}

/** Forgets messages that SNS can no longer deliver again. */
export async function pruneMessages(executor: Executor, before: Date): Promise<void> {
  await tables(executor).deleteFrom('inbox_messages').where('received_at', '<', before).execute();
}
