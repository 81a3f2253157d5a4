import { isAwsFailure, isPassing } from '../../aws/index.ts';
import { type Context, connectStored, placeOf } from '../context.ts';
import { wantedObjects } from '../create/wanted.ts';
import { toRef } from '../describe.ts';
import { asFault, refusal } from '../operations/describe.ts';
import { openInput } from '../operations/input.ts';
import { getRunning } from '../operations/store.ts';
import { getConnection, type StoredConnection } from '../store.ts';
import type { TopicKind, WebhookTarget } from '../types.ts';
import { deleteSubscription, getWebhookByHash, noteSubscription } from './store.ts';
import { secretHash } from './webhook.ts';

/** Whose path secret this is. Looked up by its hash, so the time it takes says nothing about the secret. */
export async function findWebhook(context: Context, secret: string): Promise<WebhookTarget | undefined> {
  const { database, prefix } = context;
  const webhook = await getWebhookByHash(database.root, secretHash(secret));
  const connection = webhook && (await getConnection(database.root, webhook.connection_id));
  if (!webhook || !connection) return undefined;
  const { topics } = wantedObjects(prefix, placeOf(connection), connection.role_arn ?? '');
  return {
    webhookId: webhook.id,
    state: connection.state,
    connection: toRef(connection),
    topics: Object.fromEntries(topics.map(({ arn, kind }): [string, TopicKind] => [arn, kind])),
  };
}

type Confirmation = { target: WebhookTarget; topicArn: string; token: string };

/**
 * Confirms a subscription with the connection's own credentials, never by the URL in the message. `false`: nobody waits for
 * it. Throws what may pass, so that SNS comes again; a refusal is noted for whoever waits, and is no error of SNS's.
 */
export async function confirmSubscription(
  context: Context,
  { target, topicArn, token }: Confirmation,
): Promise<boolean> {
  const { database, clock, wake } = context;
  const connection = await getConnection(database.root, target.connection.id);
  if (!connection || connection.state === 'deleting') return false;
  const key = { connection_id: connection.id, webhook_id: target.webhookId, topic_arn: topicArn };
  const note = async (change: Parameters<typeof noteSubscription>[2]) => {
    await database.transaction((tx) => noteSubscription(tx, key, change, new Date(clock.now())));
    wake.wake(connection.id);
  };
  try {
    const arn = await confirm(context, connection, topicArn, token);
    await note({ subscription_arn: arn, confirmed_at: new Date(clock.now()) });
    return true;
  } catch (error) {
    if (isPassing(error) || !isAwsFailure(error)) throw error;
    await note({ refusal: refusal(asFault(error)) });
    return false;
  }
}

async function confirm(
  context: Context,
  connection: StoredConnection,
  topicArn: string,
  token: string,
): Promise<string> {
  // The key that a connection has may not be allowed to, while one that it is being given is.
  const operation = await getRunning(context.database.root, connection.id);
  const credentials = operation && openInput(context, operation).key;
  const aws = connectStored(context, connection, { credentials });
  try {
    return await aws.sns.confirmSubscription(topicArn, token);
  } finally {
    aws.close();
  }
}

/** Somebody ended a subscription of ours: it is no longer one of those that we rely on. */
export async function forgetSubscription(context: Context, topicArn: string, target: WebhookTarget): Promise<void> {
  const { database } = context;
  await database.transaction((tx) => deleteSubscription(tx, topicArn, target.webhookId));
}
