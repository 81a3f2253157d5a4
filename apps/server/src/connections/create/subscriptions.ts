import { Fault } from '@thingdock/api';
import { asFault } from '../operations/describe.ts';
import { plannedFor, type Survey } from '../plan/survey.ts';
import type { SubscriptionRow } from '../tables.ts';
import { deleteSubscription, listSubscriptions, noteSubscription } from '../webhooks/store.ts';
import { openWebhook, WEBHOOK_PATH } from '../webhooks/webhook.ts';
import { type Attempt, STEP } from './attempt.ts';
import type { WantedTopic } from './wanted.ts';

/** How soon a confirmation that came in through another server process is noticed. */
const LOOK_MS = 500;
/** How often AWS is asked itself whether it still waits. */
const ASK_AWS_MS = 10_000;

type Waiting = Map<WantedTopic, { asked: number; subscribed: number; webhooks: Set<string> }>;

/** Subscribes to topics that do not lead here yet, and waits until AWS has reached us. Throws `webhook_unreachable`. */
export async function ensureSubscriptions(attempt: Attempt, survey: Survey): Promise<void> {
  const { progress, wanted, clock } = attempt;
  const isSubscribed = ({ name }: WantedTopic) => plannedFor(survey, 'subscription', name).action === 'none';
  for (const { name } of wanted.topics.filter(isSubscribed)) await progress.step(STEP.subscription(name), 'done');
  const topics = wanted.topics.filter((topic) => !isSubscribed(topic));
  if (topics.length === 0) return;
  const webhook = await open(attempt);
  const waiting: Waiting = new Map();
  for (const topic of topics) {
    await progress.step(STEP.subscription(topic.name), 'running');
    await forgetEnded(attempt, survey, topic);
    await subscribe(attempt, topic, webhook).catch(async (error: unknown) => {
      await progress.step(STEP.subscription(topic.name), 'failed', asFault(error).message);
      throw error;
    });
    const now = clock.now();
    waiting.set(topic, { asked: now, subscribed: now, webhooks: new Set([webhook.id]) });
  }
  await awaitConfirmations(attempt, waiting);
}

/** What we know of subscriptions that AWS has no longer, or still waits for, would pass for the new one. */
async function forgetEnded(
  { database, connection, journal }: Attempt,
  survey: Survey,
  topic: WantedTopic,
): Promise<void> {
  const confirmed = new Set(survey.observed.topics.get(topic.name)?.subscriptions.map(({ arn }) => arn));
  for (const row of await listSubscriptions(database.root, connection.id)) {
    if (row.topic_arn !== topic.arn || (row.subscription_arn && confirmed.has(row.subscription_arn))) continue;
    await database.transaction((tx) => deleteSubscription(tx, row.topic_arn, row.webhook_id));
    await journal.removed({ kind: 'subscription', name: `${topic.name}#${row.webhook_id}` });
  }
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

async function awaitConfirmations(attempt: Attempt, waiting: Waiting): Promise<void> {
  const { clock, timing, wake, signal, connection, database } = attempt;
  const start = clock.now();
  for (;;) {
    const rows = await listSubscriptions(database.root, connection.id);
    for (const [topic, since] of waiting) {
      if (await isConfirmed(attempt, topic, rows, since)) {
        waiting.delete(topic);
        await attempt.progress.step(STEP.subscription(topic.name), 'done');
      } else if (clock.now() - since.subscribed >= timing.resubscribeMs) {
        since.subscribed = clock.now();
        const webhook = await open(attempt);
        since.webhooks.add(webhook.id);
        await subscribe(attempt, topic, webhook);
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
  since: { asked: number; webhooks: ReadonlySet<string> },
): Promise<boolean> {
  const mine = rows.filter((row) => row.topic_arn === topic.arn && since.webhooks.has(row.webhook_id));
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
