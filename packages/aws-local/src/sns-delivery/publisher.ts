import type { Clock, Ids } from '@thingdock/effects';
import { accessPolicyOf } from '../services/sns/access-policy.ts';
import { invalidParameter, notFound } from '../services/sns/errors.ts';
import { keyOfArn, parseArn, type SnsTables, snsTables, subscriptionsOf, type Topic } from '../services/sns/records.ts';
import type { Counters, SnsPublisher, SnsPublishOptions, Store } from '../stand-in.ts';
import type { Deliveries } from './deliveries.ts';
import { createFilters } from './filters.ts';

export type PublisherDeps = {
  store: Store;
  clock: Clock;
  ids: Ids;
  counters: Counters;
  deliveries: Pick<Deliveries, 'enqueue'>;
};

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const LONGEST_MESSAGE_BYTES = 262_144;

/** Publishes to a topic: one delivery per confirmed subscription. */
export function createPublisher({ store, clock, ids, counters, deliveries }: PublisherDeps): SnsPublisher {
  const tables = snsTables(store);
  const filters = createFilters();
  return {
    accessPolicy: (topicArn) => accessPolicyOf(store, topicArn),
    async publish(region, accountId, topicArn, message, options = {}) {
      const topic = theTopic(tables, region, accountId, topicArn);
      const textFor = checkedMessage(message, options);
      const messageId = ids.uuid();
      const timestamp = new Date(clock.now()).toISOString();
      for (const subscription of subscriptionsOf(tables, topic.arn, clock.now())) {
        if (subscription.state !== 'confirmed') continue;
        const text = textFor(subscription.protocol);
        if (!filters.lets(subscription, text, options.attributes)) {
          counters.add('sns.filtered');
          continue;
        }
        deliveries.enqueue(subscription.arn, {
          type: 'Notification',
          messageId,
          topicArn: topic.arn,
          timestamp,
          signatureVersion: topic.signatureVersion,
          message: text,
          ...(options.subject === undefined ? {} : { subject: options.subject }),
          ...(options.attributes === undefined ? {} : { attributes: options.attributes }),
        });
      }
      counters.add('sns.published');
      return { messageId };
    },
  };
}

function theTopic({ topics }: SnsTables, region: string, accountId: string, arn: string): Topic {
  const parts = parseArn(arn);
  if (!parts || parts.subscription !== undefined || parts.region !== region) throw invalidParameter('TopicArn');
  const topic = parts.accountId === accountId ? topics.get(keyOfArn(arn)) : undefined;
  if (!topic) throw notFound('Topic does not exist');
  return topic;
}

/** Checks size, subject and structure; the result gives the text for a protocol. */
function checkedMessage(message: string, { subject, messageStructure, attributes = {} }: SnsPublishOptions) {
  if (message === '') throw invalidParameter('Empty message');
  if (subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(subject)) throw invalidParameter('Subject');
  const extra = Object.entries(attributes).map(([name, { Type, Value }]) => name + Type + Value);
  if (Buffer.byteLength([message, ...extra].join('')) > LONGEST_MESSAGE_BYTES)
    throw invalidParameter('Message too long');
  if (messageStructure === undefined) return () => message;
  const texts = parseStructure(message);
  return (protocol: string) => texts.get(protocol) ?? texts.get('default') ?? '';
}

function parseStructure(message: string): Map<string, string> {
  const parsed = parseObject(message);
  const texts = new Map(Object.entries(parsed).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  if (!texts.has('default')) throw invalidParameter('Message Structure - No default entry in JSON message body');
  return texts;
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalidParameter('Message Structure - JSON message body failed to parse');
}
