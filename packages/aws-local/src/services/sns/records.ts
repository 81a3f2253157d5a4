import type { SignatureVersion } from '../../sns-delivery/envelope.ts';
import type { FilterPolicyScope } from '../../sns-delivery/filter-policy/parse.ts';
import type { Store, Table } from '../../stand-in.ts';

/** Times in ms since the epoch. */
export type Topic = {
  arn: string;
  accountId: string;
  region: string;
  name: string;
  displayName: string;
  signatureVersion: SignatureVersion;
  /** The text that was set; checked before. */
  deliveryPolicy?: string;
  /** The access policy, unless it is the one that every topic begins with. */
  policy?: string;
  tags: Record<string, string>;
  deletedSubscriptions: number;
};

/** `unsubscribed`: gone for everybody, but its holder can take it up again with the token it was sent. */
export type SubscriptionState = 'pending' | 'confirmed' | 'unsubscribed';

export type Subscription = {
  arn: string;
  topicArn: string;
  protocol: 'http' | 'https';
  endpoint: string;
  owner: string;
  subscribedBy: string;
  state: SubscriptionState;
  tokens: { value: string; until: number }[];
  authenticateOnUnsubscribe: boolean;
  rawMessageDelivery: boolean;
  deliveryPolicy?: string;
  /** The text that was set; checked before. Without one every message is sent. */
  filterPolicy?: string;
  /** Default: `MessageAttributes`. */
  filterPolicyScope?: FilterPolicyScope;
};

/** Keys: topics by `${accountId}/${region}/${name}`, subscriptions by the topic's key and `/${id}`. */
export type SnsTables = { topics: Table<Topic>; subscriptions: Table<Subscription> };

export const snsTables = (store: Store): SnsTables => ({
  topics: store.table<Topic>('sns.topics'),
  subscriptions: store.table<Subscription>('sns.subscriptions'),
});

export type ArnParts = { region: string; accountId: string; name: string; subscription?: string };

/** Parts of a topic's ARN, or of a subscription's (its topic's with one more part); undefined for anything else. */
export function parseArn(arn: string): ArnParts | undefined {
  const [, region, accountId, name, subscription] =
    /^arn:aws:sns:([a-z0-9-]+):(\d{12}):([A-Za-z0-9_-]{1,256})(?::([0-9a-f-]{36}))?$/.exec(arn) ?? [];
  if (!region || !accountId || !name) return undefined;
  return subscription === undefined ? { region, accountId, name } : { region, accountId, name, subscription };
}

export const topicKey = ({ accountId, region, name }: ArnParts) => `${accountId}/${region}/${name}`;

/** The table key of a topic's or subscription's ARN that is known to be one. */
export function keyOfArn(arn: string): string {
  const parts = parseArn(arn);
  if (!parts) throw new Error(`${arn} is no ARN of a topic or subscription.`);
  return parts.subscription === undefined ? topicKey(parts) : `${topicKey(parts)}/${parts.subscription}`;
}

/** The subscriptions of a topic that have not vanished: pending ones do so when their last token has run out. */
export function subscriptionsOf({ subscriptions }: SnsTables, topicArn: string, now: number): Subscription[] {
  return subscriptions
    .entries(`${keyOfArn(topicArn)}/`)
    .map(([, subscription]) => subscription)
    .filter((subscription) => isAlive(subscription, now));
}

export const isAlive = ({ state, tokens }: Subscription, now: number) =>
  state === 'confirmed' || (state === 'pending' && tokens.some(({ until }) => until > now));
