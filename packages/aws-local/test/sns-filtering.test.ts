import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  GetSubscriptionAttributesCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { until } from '@thingdock/testkit';
import { clients, startTestAws, startWebhook } from './aws-fixture.ts';
import { subscribeWebhook, topicWithWebhook } from './sns-fixture.ts';

const asPolicy = (policy: object) => JSON.stringify(policy);

describe('a subscription with a filter policy', () => {
  it('gets the messages whose attributes it wants, beside one that gets all', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { TopicArn, webhook: all } = await topicWithWebhook(t, sns);
    const some = await startWebhook(t);
    await subscribeWebhook(sns, TopicArn, some, { Attributes: { FilterPolicy: asPolicy({ colour: ['blue'] }) } });
    for (const colour of ['red', 'blue']) {
      const MessageAttributes = { colour: { DataType: 'String', StringValue: colour } };
      await sns.send(new PublishCommand({ TopicArn, Message: colour, MessageAttributes }));
    }
    await sns.send(new PublishCommand({ TopicArn, Message: 'bare' }));
    await until('all', () => all.messages('Notification').length === 3 && some.messages('Notification').length === 1);
    assert.equal(some.messages('Notification')[0]?.Message, 'blue');
    assert.equal(aws.counters()['sns.filtered'], 2);
  });

  it('is asked at each message anew: a changed policy counts at once, and goes when it is emptied', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { TopicArn, SubscriptionArn, webhook } = await topicWithWebhook(t, sns);
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
    const publish = (content: object) => sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(content) }));
    await set('FilterPolicyScope', 'MessageBody');
    await set('FilterPolicy', asPolicy({ a: { b: [1] } }));
    await publish({ a: { b: 1 } });
    await publish({ a: { b: 2 } });
    await set('FilterPolicy', asPolicy({ a: { b: [3] } }));
    await publish({ a: { b: 3 } });
    await set('FilterPolicy', '');
    await publish({ c: 4 });
    await until('three of four', () => webhook.messages('Notification').length === 3);
    assert.equal(aws.counters()['sns.filtered'], 1);
  });

  it('shows what was set, and refuses what AWS refuses', async (t) => {
    const { sns } = clients(await startTestAws(t));
    const { TopicArn, SubscriptionArn } = await topicWithWebhook(t, sns);
    const other = await startWebhook(t);
    const FilterPolicy = asPolicy({ a: { b: ['c'] } });
    // The scope stands behind the policy that it makes possible.
    const Attributes = { FilterPolicy, FilterPolicyScope: 'MessageBody' };
    const nested = await subscribeWebhook(sns, TopicArn, other, { Attributes });
    const shown = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: nested }));
    assert.deepEqual(
      [shown.Attributes?.FilterPolicy, shown.Attributes?.FilterPolicyScope],
      [FilterPolicy, 'MessageBody'],
    );
    const set = (arn: string, AttributeName: string, AttributeValue: string) =>
      sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn: arn, AttributeName, AttributeValue }));
    const wrong = { name: 'InvalidParameterException' };
    await assert.rejects(set(SubscriptionArn, 'FilterPolicy', FilterPolicy), wrong);
    await assert.rejects(set(SubscriptionArn, 'FilterPolicy', '{'), wrong);
    await assert.rejects(set(SubscriptionArn, 'FilterPolicyScope', 'Somewhere'), wrong);
    await assert.rejects(set(nested, 'FilterPolicyScope', 'MessageAttributes'), wrong);
    await assert.rejects(set(nested, 'FilterPolicy', asPolicy({ a: [{ wildcard: '*' }] })), { name: 'NotImplemented' });
    const again = new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: other.url });
    await assert.rejects(sns.send(again), { ...wrong, message: /different attributes/ });
  });
});

it('retries pass faster when told, in the same phases', async (t) => {
  const aws = await startTestAws(t, { snsRetrySpeed: 1000 });
  const { sns } = clients(aws);
  const { TopicArn, webhook } = await topicWithWebhook(t, sns, { answer: () => 500 });
  await sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
  await until('the end of all attempts', () => aws.counters()['sns.exhausted'] === 1);
  assert.equal(webhook.messages('Notification').length, 4);
});

it('a dead endpoint costs its subscription the message, not its place', async (t) => {
  const aws = await startTestAws(t, { snsRetrySpeed: 1000 });
  const { sns } = clients(aws);
  let isDead = true;
  const { TopicArn, webhook } = await topicWithWebhook(t, sns, { answer: () => (isDead ? 503 : 200) });
  await sns.send(new PublishCommand({ TopicArn, Message: 'lost' }));
  await until('the end of all attempts', () => aws.counters()['sns.exhausted'] === 1);
  isDead = false;
  await sns.send(new PublishCommand({ TopicArn, Message: 'heard' }));
  await until('the next', () => webhook.messages('Notification').at(-1)?.Message === 'heard');
});
