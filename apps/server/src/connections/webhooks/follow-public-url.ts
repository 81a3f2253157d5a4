import type { Aws } from '../../aws/index.ts';
import { type Context, connectStored, placeOf } from '../context.ts';
import { wantedObjects } from '../create/wanted.ts';
import { putObject } from '../journal/store.ts';
import { listActive, type StoredConnection } from '../store.ts';
import { deleteSubscription, listSubscriptions, listWebhooks, noteSubscription } from './store.ts';
import { type Known, planTopic } from './subscription-plan.ts';
import { openWebhook } from './webhook.ts';

/**
 * Brings AWS's deliveries to where this server is reached now. After the public URL has changed each topic is subscribed to
 * anew, and the subscription to the old address ends once the new one is confirmed, so that no message is missed.
 */
export async function followPublicUrl(context: Context): Promise<void> {
  // AWS itself delivers to public https addresses only; one without is left as it was.
  if (!context.local && context.publicUrl().protocol !== 'https:') return;
  for (const connection of await listActive(context.database.root)) {
    const aws = connectStored(context, connection);
    try {
      await follow(context, connection, aws);
    } catch (error) {
      const fields = { event: 'connection.not_resubscribed', connectionId: connection.id, err: error };
      context.log.error(fields, 'could not move the deliveries of AWS SNS to the new public URL');
    } finally {
      aws.close();
    }
  }
}

async function follow(context: Context, connection: StoredConnection, aws: Aws): Promise<void> {
  const { database, clock, publicUrl, prefix } = context;
  const webhooks = new Map((await listWebhooks(database.root, connection.id)).map((it) => [it.id, it]));
  const known: Known[] = (await listSubscriptions(database.root, connection.id)).map((row) => ({
    topicArn: row.topic_arn,
    webhookId: row.webhook_id,
    arn: row.subscription_arn,
    origin: webhooks.get(row.webhook_id)?.base_url ?? '',
    confirmed: row.confirmed_at !== null,
    askedAt: row.created_at.getTime(),
  }));
  const { topics } = wantedObjects(prefix, placeOf(connection), connection.role_arn ?? '');
  for (const topic of topics) {
    const plan = planTopic(topic.arn, known, publicUrl().origin, clock.now());
    if (plan.subscribe) await subscribe(context, connection, aws, topic);
    for (const { arn, webhookId } of plan.unsubscribe) {
      await aws.sns.unsubscribe(arn);
      await database.transaction((tx) => deleteSubscription(tx, topic.arn, webhookId));
    }
  }
}

async function subscribe(
  context: Context,
  connection: StoredConnection,
  aws: Aws,
  topic: { name: string; arn: string },
): Promise<void> {
  const { database, clock, ids, log, publicUrl } = context;
  const now = new Date(clock.now());
  const { partition, account_id, region } = connection;
  const webhook = await database.transaction(async (tx) => {
    const opened = await openWebhook(tx, context, connection.id, publicUrl());
    await putObject(tx, {
      ...{ id: ids.uuid(), partition, account_id, region, connection_id: connection.id },
      ...{ kind: 'subscription', name: `${topic.name}#${opened.id}`, arn: null, existed_before: false },
      ...{ state: 'intended', before: null, created_at: now, updated_at: now },
    });
    return opened;
  });
  const arn = await aws.sns.subscribe(topic.arn, webhook.url);
  const key = { connection_id: connection.id, webhook_id: webhook.id, topic_arn: topic.arn };
  await database.transaction((tx) => noteSubscription(tx, key, { subscription_arn: arn }, now));
  const fields = { event: 'connection.resubscribed', connectionId: connection.id, topic: topic.name };
  log.info(fields, 'the public URL has changed; subscribed anew');
}
