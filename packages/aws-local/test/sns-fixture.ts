import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { ConfirmSubscriptionCommand, CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { until } from '@thingdock/testkit';
import { startWebhook } from './aws-fixture.ts';

type Webhook = Awaited<ReturnType<typeof startWebhook>>;

/** Subscribes the webhook to the topic and brings its token back. */
export async function subscribeWebhook(
  sns: SNSClient,
  TopicArn: string,
  webhook: Webhook,
  {
    Attributes,
    AuthenticateOnUnsubscribe,
  }: { Attributes?: Record<string, string>; AuthenticateOnUnsubscribe?: 'true' } = {},
): Promise<string> {
  const input = { TopicArn, Protocol: 'http', Endpoint: webhook.url, ReturnSubscriptionArn: true, Attributes };
  const { SubscriptionArn } = await sns.send(new SubscribeCommand(input));
  const message = await until('the token', () => webhook.messages('SubscriptionConfirmation').at(-1));
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: message.Token, AuthenticateOnUnsubscribe }));
  assert.ok(SubscriptionArn);
  return SubscriptionArn;
}

/** A topic with one confirmed webhook. `answer` decides the status of the notifications, by their number from 0. */
export async function topicWithWebhook(
  t: TestContext,
  sns: SNSClient,
  {
    Name = 'a',
    Attributes = {},
    answer = () => 200,
  }: {
    Name?: string;
    Attributes?: Record<string, string>;
    answer?: (index: number) => number | 'hang';
  } = {},
) {
  const webhook = await startWebhook(t, (index) => (index === 0 ? 200 : answer(index - 1)));
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name, Attributes }));
  assert.ok(TopicArn);
  const SubscriptionArn = await subscribeWebhook(sns, TopicArn, webhook);
  return { webhook, TopicArn, SubscriptionArn };
}
