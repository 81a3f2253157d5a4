import type { Clock } from '@thingdock/effects';
import { keyOfArn, type SnsTables, type Subscription } from '../services/sns/records.ts';
import type { Counters, Pki, Settings } from '../stand-in.ts';
import { type DeliveryPolicy, effectivePolicy, retryDelays } from './delivery-policy.ts';
import { destinationProblem } from './destination.ts';
import type { Outgoing } from './envelope.ts';
import { httpMessage } from './http-message.ts';
import type { Lane } from './lanes.ts';
import type { Outcome } from './post.ts';

export type DeliverDeps = {
  tables: SnsTables;
  clock: Clock;
  counters: Counters;
  pki: Pick<Pki, 'sns'>;
  settings: Pick<Settings, 'endpointUrlTls' | 'deliveryHosts' | 'snsRetrySpeed'>;
};

/** A message for one subscription. `attempts`: how many were made and failed. */
export type Delivery = { subscriptionArn: string; outgoing: Outgoing; attempts: number };

/** `dropped`: its subscription is gone or has not been confirmed. `exhausted`: every retry failed. */
export type End = { kind: 'delivered' | 'refused' | 'exhausted' | 'dropped'; reason: string };

/**
 * Tries until the message is taken, refused or out of retries. The policy is looked up before each attempt, so that a change reaches also
 * what is under way.
 * @param remember called after each failed attempt that will be repeated
 */
export async function deliver(
  deps: DeliverDeps,
  lane: Lane,
  { subscriptionArn, outgoing, attempts: before }: Delivery,
  remember: (attempts: number) => void,
  signal: AbortSignal,
): Promise<End> {
  for (let attempts = before; ; ) {
    const subscription = deps.tables.subscriptions.get(keyOfArn(subscriptionArn));
    if (!subscription || !wants(subscription, outgoing)) return { kind: 'dropped', reason: 'the subscription is gone' };
    const topic = deps.tables.topics.get(keyOfArn(subscription.topicArn));
    const policy = effectivePolicy(topic?.deliveryPolicy, subscription.deliveryPolicy);
    const { kind, reason } = await attempt(deps, lane, subscription, outgoing, policy, signal);
    if (kind !== 'retry') return { kind, reason };
    const pause = retryDelays(policy.retry)[attempts];
    if (pause === undefined) return { kind: 'exhausted', reason };
    attempts += 1;
    remember(attempts);
    deps.counters.add('sns.retries');
    await deps.clock.sleep((pause * 1000) / deps.settings.snsRetrySpeed, signal);
  }
}

/** Confirmations go to whoever still has to answer them, notifications only to confirmed subscriptions. */
function wants({ state }: Subscription, { type }: Outgoing): boolean {
  if (type === 'Notification') return state === 'confirmed';
  return state === (type === 'SubscriptionConfirmation' ? 'pending' : 'unsubscribed');
}

async function attempt(
  { settings, pki, counters }: DeliverDeps,
  { gate, poster }: Lane,
  subscription: Subscription,
  outgoing: Outgoing,
  policy: DeliveryPolicy,
  signal: AbortSignal,
): Promise<Outcome> {
  const problem = destinationProblem(subscription.protocol, subscription.endpoint, settings.deliveryHosts);
  if (problem !== undefined) return { kind: 'refused', reason: problem };
  const send = () => {
    const context = { subscriptionArn: subscription.arn, endpointUrlTls: settings.endpointUrlTls, signingKey: pki.sns };
    const { headers, body } = httpMessage(outgoing, subscription, policy.contentType, context);
    counters.add('sns.attempts');
    return poster.post(subscription.endpoint, headers, body, signal);
  };
  return gate.through(send, policy.maxReceivesPerSecond, signal);
}
