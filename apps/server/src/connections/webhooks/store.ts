import { type Executor, jsonb } from '../../platform/db/index.ts';
import type { ConnectionTables, Refusal, SubscriptionRow } from '../tables.ts';

export type Webhook = { id: string; connection_id: string; secret_hash: string; base_url: string; created_at: Date };

const tables = (executor: Executor) => executor.withTables<ConnectionTables>();

export async function insertWebhook(tx: Executor, webhook: Webhook): Promise<void> {
  await tables(tx).insertInto('connection_webhooks').values(webhook).execute();
}

export function getWebhookByHash(executor: Executor, hash: string): Promise<Webhook | undefined> {
  return tables(executor)
    .selectFrom('connection_webhooks')
    .selectAll()
    .where('secret_hash', '=', hash)
    .executeTakeFirst();
}

export function listWebhooks(executor: Executor, connectionId: string): Promise<Webhook[]> {
  return tables(executor)
    .selectFrom('connection_webhooks')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .orderBy('created_at')
    .execute();
}

/** With their subscriptions. */
export async function deleteWebhooks(tx: Executor, connectionId: string): Promise<void> {
  await tables(tx).deleteFrom('connection_webhooks').where('connection_id', '=', connectionId).execute();
}

export function listSubscriptions(executor: Executor, connectionId: string): Promise<SubscriptionRow[]> {
  return tables(executor)
    .selectFrom('connection_subscriptions')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .orderBy('created_at')
    .execute();
}

type Change = Partial<Pick<SubscriptionRow, 'subscription_arn' | 'confirmed_at'>> & { refusal?: Refusal };

/** Notes what is known of a subscription now; what it says nothing of stays as it was. */
export async function noteSubscription(
  tx: Executor,
  key: Pick<SubscriptionRow, 'connection_id' | 'webhook_id' | 'topic_arn'>,
  change: Change,
  now: Date,
): Promise<void> {
  const { refusal, ...plain } = change;
  const set = { ...plain, ...(refusal ? { refusal: jsonb(refusal) } : {}) };
  const row = { subscription_arn: null, confirmed_at: null, refusal: null, ...key, ...set, created_at: now };
  await tables(tx)
    .insertInto('connection_subscriptions')
    .values(row)
    .onConflict((conflict) => {
      const target = conflict.columns(['topic_arn', 'webhook_id']);
      return Object.keys(set).length > 0 ? target.doUpdateSet(set) : target.doNothing();
    })
    .execute();
}

export async function deleteSubscription(tx: Executor, topicArn: string, webhookId: string): Promise<void> {
  await tables(tx)
    .deleteFrom('connection_subscriptions')
    .where('topic_arn', '=', topicArn)
    .where('webhook_id', '=', webhookId)
    .execute();
}
