import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  SetTopicAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { Call } from '../call.ts';
import { orUndefined, unlessMissing } from '../missing.ts';
import { everyPage } from '../pages.ts';
import type { SnsApi } from '../types.ts';

/** Both halves of SNS that we use. */
export function createSns(client: SNSClient, call: Call): SnsApi {
  return { ...topics(client, call), ...subscriptions(client, call) };
}

type Topics = 'topicAttributes' | 'createTopic' | 'setTopicAttribute' | 'deleteTopic' | 'tags' | 'tag';

function topics(client: SNSClient, call: Call): Pick<SnsApi, Topics> {
  return {
    topicAttributes: (TopicArn) =>
      orUndefined(async () => {
        const answer = await call('sns:GetTopicAttributes', (options) =>
          client.send(new GetTopicAttributesCommand({ TopicArn }), options),
        );
        return answer.Attributes ?? {};
      }),
    async createTopic(Name) {
      const answer = await call('sns:CreateTopic', (options) => client.send(new CreateTopicCommand({ Name }), options));
      return answer.TopicArn ?? '';
    },
    async setTopicAttribute(TopicArn, AttributeName, AttributeValue) {
      await call('sns:SetTopicAttributes', (options) =>
        client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }), options),
      );
    },
    deleteTopic: (TopicArn) =>
      unlessMissing(() =>
        call('sns:DeleteTopic', (options) => client.send(new DeleteTopicCommand({ TopicArn }), options)),
      ),
    async tags(ResourceArn) {
      const { Tags = [] } = await call('sns:ListTagsForResource', (options) =>
        client.send(new ListTagsForResourceCommand({ ResourceArn }), options),
      );
      return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    },
    async tag(ResourceArn, tags) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await call('sns:TagResource', (options) => client.send(new TagResourceCommand({ ResourceArn, Tags }), options));
    },
  };
}

function subscriptions(client: SNSClient, call: Call): Omit<SnsApi, Topics> {
  return {
    async subscribe(TopicArn, Endpoint) {
      const Protocol = new URL(Endpoint).protocol.slice(0, -1);
      const answer = await call('sns:Subscribe', (options) =>
        client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, ReturnSubscriptionArn: true }), options),
      );
      return answer.SubscriptionArn ?? '';
    },
    async confirmSubscription(TopicArn, Token) {
      const answer = await call('sns:ConfirmSubscription', (options) =>
        client.send(new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe: 'true' }), options),
      );
      return answer.SubscriptionArn ?? '';
    },
    subscriptions: (TopicArn) =>
      everyPage(async (NextToken) => {
        const page = await call('sns:ListSubscriptionsByTopic', (options) =>
          client.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }), options),
        );
        const items = (page.Subscriptions ?? []).map(({ SubscriptionArn, Protocol = '', Endpoint = '' }) => ({
          arn: SubscriptionArn?.startsWith('arn:') ? SubscriptionArn : undefined,
          protocol: Protocol,
          endpoint: Endpoint,
        }));
        return { items, next: page.NextToken };
      }),
    subscriptionPending: (SubscriptionArn) =>
      orUndefined(async () => {
        const answer = await call('sns:GetSubscriptionAttributes', (options) =>
          client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }), options),
        );
        return answer.Attributes?.PendingConfirmation === 'true';
      }),
    unsubscribe: (SubscriptionArn) =>
      unlessMissing(() =>
        call('sns:Unsubscribe', (options) => client.send(new UnsubscribeCommand({ SubscriptionArn }), options)),
      ),
  };
}
