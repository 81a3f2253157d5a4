import { Fault } from '@thingdock/api';
import { asFault } from '../operations/describe.ts';
import type { SubscriptionRow } from '../tables.ts';
import { listSubscriptions, noteSubscription } from '../webhooks/store.ts';
import { openWebhook, WEBHOOK_PATH } from '../webhooks/webhook.ts';
import { type Attempt, STEP } from './attempt.ts';
import type { WantedTopic } from './wanted.ts';

/** How soon a confirmation that came in through another server process is noticed. */
const LOOK_MS = 500;
/** How often AWS is asked itself whether it still waits. */
const ASK_AWS_MS = 10_000;

/** Subscribes to both topics and waits until AWS has reached us on both. Throws `webhook_unreachable`. */
export async function ensureSubscriptions(attempt: Attempt): Promise<void> {
  const { progress, wanted } = attempt;
  const webhook = await open(attempt);
  for (const topic of wanted.topics) {
    await progress.step(STEP.subscription(topic.name), 'running');
    await subscribe(attempt, topic, webhook).catch(async (error: unknown) => {
      await progress.step(STEP.subscription(topic.name), 'failed', asFault(error).message);
      throw error;
    });
  }
  await awaitConfirmations(attempt);
}

type OpenWebhook = Awaited<ReturnType<typeof openWebhook>>;

function open(attempt: Attempt): Promise<OpenWebhook> {
  const { database, progress, connection, publicUrl } = attempt;
  return database.transaction(async (tx) => {
    await progress.guard(tx);
    return openWebhook(tx, attempt, connection.id, publicUrl());
  });
}

async function subscribe(attempt: Attempt, topic: WantedTopic, webhook: OpenWebhook): Promise<void> {
  const { aws, journal, database, connection, clock } = attempt;
  // One line for each address that was ever given to AWS.
  await journal.making({ kind: 'subscription', name: `${topic.name}#${webhook.id}` }, async () => {
    const arn = await aws.sns.subscribe(topic.arn, webhook.url);
    const key = { connection_id: connection.id, webhook_id: webhook.id, topic_arn: topic.arn };
    const change = { subscription_arn: arn };
    await database.transaction((tx) => noteSubscription(tx, key, change, new Date(clock.now())));
    return arn;
  });
}

async function awaitConfirmations(attempt: Attempt): Promise<void> {
  const { clock, timing, wake, signal, connection, database } = attempt;
  const start = clock.now();
  const waiting = new Map(attempt.wanted.topics.map((topic) => [topic, { asked: start, subscribed: start }]));
  for (;;) {
    const rows = await listSubscriptions(database.root, connection.id);
    for (const [topic, since] of waiting) {
      if (await isConfirmed(attempt, topic, rows, since)) {
        waiting.delete(topic);
        await attempt.progress.step(STEP.subscription(topic.name), 'done');
      } else if (clock.now() - since.subscribed >= timing.resubscribeMs) {
        since.subscribed = clock.now();
        await subscribe(attempt, topic, await open(attempt));
      }
    }
    if (waiting.size === 0) return;
    if (clock.now() - start >= timing.confirmMs) throw await unreachable(attempt, [...waiting.keys()]);
    await wake.wait(connection.id, LOOK_MS, signal);
  }
}

async function isConfirmed(
  { aws, clock }: Attempt,
  topic: WantedTopic,
  rows: readonly SubscriptionRow[],
  since: { asked: number },
): Promise<boolean> {
  const mine = rows.filter((row) => row.topic_arn === topic.arn);
  if (mine.some((row) => row.confirmed_at !== null)) return true;
  const refused = mine.find((row) => row.refusal !== null)?.refusal;
  if (refused) throw asStored(refused);
  if (clock.now() - since.asked < ASK_AWS_MS) return false;
  since.asked = clock.now();
  for (const { subscription_arn: arn } of mine)
    if (arn && (await aws.sns.subscriptionPending(arn)) === false) return true;
  return false;
}

async function unreachable({ progress, publicUrl, timing }: Attempt, topics: WantedTopic[]): Promise<Fault> {
  // The path's secret stays out of every text.
  const url = `${new URL(WEBHOOK_PATH, publicUrl()).href}…`;
  const fault = new Fault('webhook_unreachable', { details: { url, seconds: timing.confirmMs / 1_000 } });
  for (const { name } of topics) await progress.step(STEP.subscription(name), 'failed', fault.message);
  return fault;
}

/** The fault that the webhook met when it tried to confirm, as it was stored. */
function asStored({ code, detail, errors }: NonNullable<SubscriptionRow['refusal']>): Fault {
  const fault = new Fault(code as Fault['code'], { errors });
  fault.message = detail;
  return fault;
}
