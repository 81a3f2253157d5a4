import type { Clock, Ids } from '@thingdock/effects';
import { keyOfArn, type SnsTables, type Subscription, snsTables } from '../services/sns/records.ts';
import type { Counters, Logger, Pki, Settings, Store } from '../stand-in.ts';
import { effectivePolicy, retryDelays } from './delivery-policy.ts';
import { destinationProblem } from './destination.ts';
import type { Outgoing } from './envelope.ts';
import { createGate, type Gate } from './gate.ts';
import { httpMessage } from './http-message.ts';
import { CONNECTIONS, createPoster, type Outcome, type Poster } from './post.ts';

export type DeliveriesDeps = {
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Logger;
  counters: Counters;
  pki: Pick<Pki, 'caPem' | 'sns'>;
  settings: Pick<Settings, 'endpointUrlTls' | 'deliveryHosts'>;
};

/** `attempts`: how many were made and failed. */
type Delivery = { subscriptionArn: string; outgoing: Outgoing; attempts: number };

export type Deliveries = {
  /** Takes a message for one subscription. It is kept until it is delivered, refused or out of retries, over restarts too. */
  enqueue(subscriptionArn: string, outgoing: Outgoing): void;
  /** Takes up what a stopped process left. */
  resume(): void;
  /** Stops sending; what is under way stays in the store. */
  close(): Promise<void>;
};

/** Each subscription has its own connections and its own places, so that a slow or dead endpoint holds up nobody else. */
type Lane = { gate: Gate; poster: Poster; running: number };

export function createDeliveries(deps: DeliveriesDeps): Deliveries {
  const { store, clock, log, counters } = deps;
  const waiting = store.table<Delivery>('sns.deliveries');
  const tables = snsTables(store);
  const lanes = new Map<string, Lane>();
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  const laneOf = (arn: string): Lane => {
    const known = lanes.get(arn) ?? {
      gate: createGate({ clock, places: CONNECTIONS }),
      poster: createPoster({ clock, caPem: deps.pki.caPem }),
      running: 0,
    };
    lanes.set(arn, known);
    return known;
  };
  const leaveLane = (arn: string, lane: Lane) => {
    lane.running -= 1;
    const state = tables.subscriptions.get(keyOfArn(arn))?.state;
    if (lane.running > 0 || state === 'confirmed' || state === 'pending') return;
    lane.poster.close();
    lanes.delete(arn);
  };

  const carryOut = async (id: string, delivery: Delivery) => {
    const lane = laneOf(delivery.subscriptionArn);
    lane.running += 1;
    try {
      const end = await deliver({ ...deps, tables }, lane, delivery, stopping.signal, (attempts) =>
        waiting.set(id, { ...delivery, attempts }),
      );
      counters.add(`sns.${end.kind}`);
      waiting.delete(id);
      const fields = { event: `sns.${end.kind}`, subscriptionArn: delivery.subscriptionArn, reason: end.reason };
      if (end.kind === 'delivered') log.debug(fields, 'a message was delivered');
      else log.warn(fields, 'a message was given up');
    } catch (error) {
      if (!stopping.signal.aborted) log.error({ event: 'sns.delivery_failed', error }, 'a delivery broke off');
    } finally {
      leaveLane(delivery.subscriptionArn, lane);
    }
  };
  const start = (id: string, delivery: Delivery) => {
    const run = carryOut(id, delivery).finally(() => running.delete(run));
    running.add(run);
  };

  return {
    enqueue(subscriptionArn, outgoing) {
      const id = deps.ids.uuid();
      const delivery: Delivery = { subscriptionArn, outgoing, attempts: 0 };
      waiting.set(id, delivery);
      start(id, delivery);
    },
    resume() {
      for (const [id, delivery] of waiting.entries()) start(id, delivery);
    },
    async close() {
      stopping.abort(new Error('SNS deliveries are stopping'));
      await Promise.all(running);
      for (const { poster } of lanes.values()) poster.close();
    },
  };
}

type End = { kind: 'delivered' | 'refused' | 'exhausted' | 'dropped'; reason: string };

async function deliver(
  deps: DeliveriesDeps & { tables: SnsTables },
  lane: Lane,
  { subscriptionArn, outgoing, attempts: before }: Delivery,
  signal: AbortSignal,
  remember: (attempts: number) => void,
): Promise<End> {
  for (let attempts = before; ; ) {
    const subscription = deps.tables.subscriptions.get(keyOfArn(subscriptionArn));
    if (!subscription || !wants(subscription, outgoing)) return { kind: 'dropped', reason: 'the subscription is gone' };
    const topic = deps.tables.topics.get(keyOfArn(subscription.topicArn));
    const policy = effectivePolicy(topic?.deliveryPolicy, subscription.deliveryPolicy);
    const outcome = await attempt(deps, lane, subscription, outgoing, policy, signal);
    if (outcome.kind === 'delivered' || outcome.kind === 'refused') return { ...outcome, kind: outcome.kind };
    const pause = retryDelays(policy.retry)[attempts];
    if (pause === undefined) return { kind: 'exhausted', reason: outcome.reason };
    attempts += 1;
    remember(attempts);
    deps.counters.add('sns.retries');
    await deps.clock.sleep(pause * 1000, signal);
  }
}

/** Confirmations go to whoever still has to answer them, notifications only to confirmed subscriptions. */
function wants({ state }: Subscription, { type }: Outgoing): boolean {
  if (type === 'Notification') return state === 'confirmed';
  return state === (type === 'SubscriptionConfirmation' ? 'pending' : 'unsubscribed');
}

async function attempt(
  { settings, pki, counters }: DeliveriesDeps,
  { gate, poster }: Lane,
  subscription: Subscription,
  outgoing: Outgoing,
  policy: ReturnType<typeof effectivePolicy>,
  signal: AbortSignal,
): Promise<Outcome> {
  const problem = destinationProblem(subscription.protocol, subscription.endpoint, settings.deliveryHosts);
  if (problem !== undefined) return { kind: 'refused', reason: problem };
  const { headers, body } = httpMessage(outgoing, subscription, policy.contentType, {
    subscriptionArn: subscription.arn,
    endpointUrlTls: settings.endpointUrlTls,
    signingKey: pki.sns,
  });
  counters.add('sns.attempts');
  const send = () => poster.post(subscription.endpoint, headers, body, signal);
  return gate.through(send, policy.maxReceivesPerSecond, signal);
}
