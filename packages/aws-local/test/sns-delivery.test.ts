import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { PublishCommand, SetTopicAttributesCommand, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { fakeClock, until } from '@thingdock/testkit';
import type { AwsLocal } from '../src/index.ts';
import { clients, REGION, startTestAws, startTlsWebhook, startWebhook } from './aws-fixture.ts';
import { rawRequest } from './raw-request.ts';
import { subscribeWebhook, topicWithWebhook } from './sns-fixture.ts';

const counted = (aws: AwsLocal, name: string, count: number) =>
  until(`${count} of ${name}`, () => aws.counters()[name] === count);

describe('an SNS delivery', () => {
  it("looks as AWS's: headers, content type, signed JSON with the two links", async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { webhook, TopicArn, SubscriptionArn } = await topicWithWebhook(t, sns, {
      Attributes: { SignatureVersion: '2' },
    });
    const MessageAttributes = { colour: { DataType: 'String', StringValue: 'blue' } };
    const publish = new PublishCommand({ TopicArn, Message: 'grüße\n', Subject: 'hello', MessageAttributes });
    const { MessageId } = await sns.send(publish);
    await until('the notification', () => webhook.received.length === 2);
    const [confirmation, notification] = webhook.received;
    const { 'x-amz-sns-subscription-arn': none, ...first } = confirmation?.headers ?? {};
    assert.equal(none, undefined);
    assert.equal(first['x-amz-sns-message-type'], 'SubscriptionConfirmation');
    const headers = notification?.headers ?? {};
    assert.deepEqual(
      ['message-type', 'message-id', 'topic-arn', 'subscription-arn'].map((name) => headers[`x-amz-sns-${name}`]),
      ['Notification', MessageId, TopicArn, SubscriptionArn],
    );
    assert.equal(headers['content-type'], 'text/plain; charset=UTF-8');
    assert.equal(headers['user-agent'], 'Amazon Simple Notification Service Agent');
    const body = JSON.parse(notification?.body ?? '');
    assert.deepEqual(Object.keys(body), [
      ...['Type', 'MessageId', 'TopicArn', 'Subject', 'Message', 'Timestamp', 'SignatureVersion', 'Signature'],
      ...['SigningCertURL', 'UnsubscribeURL', 'MessageAttributes'],
    ]);
    assert.deepEqual([body.Message, body.Subject, body.SignatureVersion], ['grüße\n', 'hello', '2']);
    assert.deepEqual(body.MessageAttributes, { colour: { Type: 'String', Value: 'blue' } });
    assert.match(
      body.SigningCertURL,
      new RegExp(`^${aws.endpointUrlTls}/SimpleNotificationService-[0-9a-f]{32}\\.pem$`),
    );
  });

  it('waits for the confirmation: nothing is sent to a pending subscription', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { TopicArn } = await topicWithWebhook(t, sns);
    const pending = await startWebhook(t);
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: pending.url }));
    await counted(aws, 'sns.delivered', 2);
    await sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
    await counted(aws, 'sns.delivered', 3);
    assert.deepEqual(
      pending.messages().map(({ Type }) => Type),
      ['SubscriptionConfirmation'],
    );
    assert.equal(aws.counters()['sns.attempts'], 3);
  });

  it('is confirmed by the link in the message as well', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { TopicArn } = await topicWithWebhook(t, sns);
    const other = await startWebhook(t);
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: other.url }));
    const { SubscribeURL = '' } = await until('the token', () => other.messages()[0]);
    const link = new URL(SubscribeURL);
    assert.equal(link.origin, aws.endpointUrlTls);
    const wrong = await rawRequest(link.origin, { path: `/${link.search}0`, ca: aws.caPem });
    assert.deepEqual([wrong.status, /<Code>InvalidParameter<\/Code>/.test(wrong.body)], [400, true]);
    const answer = await rawRequest(link.origin, { path: `/${link.search}`, ca: aws.caPem });
    assert.match(answer.body, new RegExp(`<SubscriptionArn>${TopicArn}:`));
    await sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
    await until('the notification', () => other.messages('Notification').length === 1);
  });

  it('keeps its connection open for the next', async (t) => {
    const { sns } = clients(await startTestAws(t));
    const { TopicArn, webhook } = await topicWithWebhook(t, sns);
    for (let count = 1; count <= 5; count += 1) {
      await sns.send(new PublishCommand({ TopicArn, Message: `${count}` }));
      await until('the notification', () => webhook.received.length === count + 1);
    }
    assert.deepEqual([...new Set(webhook.received.map(({ socket }) => socket))], [0]);
  });

  it('goes over TLS only to endpoints whose certificate can be trusted', async (t) => {
    const trusted = getCACertificates();
    t.after(() => setDefaultCACertificates(trusted));
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { TopicArn } = await topicWithWebhook(t, sns);
    const secure = await startTlsWebhook(t);
    const Attributes = { DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: { numRetries: 0 } }) };
    const subscribe = (path: string) =>
      sns.send(new SubscribeCommand({ TopicArn, Protocol: 'https', Endpoint: `${secure.url}/${path}`, Attributes }));
    await subscribe('before');
    await counted(aws, 'sns.exhausted', 1);
    assert.equal(secure.received.length, 0);
    setDefaultCACertificates([...trusted, secure.caPem]);
    await subscribe('after');
    await until('the token', () => secure.messages('SubscriptionConfirmation').length === 1);
  });

  it('carries the bare message when raw delivery is asked for', async (t) => {
    const { sns } = clients(await startTestAws(t));
    const { TopicArn } = await topicWithWebhook(t, sns);
    const raw = await startWebhook(t);
    await subscribeWebhook(sns, TopicArn, raw, { Attributes: { RawMessageDelivery: 'true' } });
    await sns.send(new PublishCommand({ TopicArn, Message: 'bare' }));
    await until('the message', () => raw.received.length === 2);
    assert.equal(raw.received[1]?.body, 'bare');
    assert.equal(raw.received[1]?.headers['x-amz-sns-rawdelivery'], 'true');
  });

  it('chooses the text for its protocol from a structured message', async (t) => {
    const { sns } = clients(await startTestAws(t));
    const { TopicArn, webhook } = await topicWithWebhook(t, sns);
    const publish = (texts: object) =>
      sns.send(new PublishCommand({ TopicArn, MessageStructure: 'json', Message: JSON.stringify(texts) }));
    await publish({ default: 'd', http: 'h', https: 's' });
    await until('the message', () => webhook.messages('Notification').length === 1);
    await publish({ default: 'd', email: 'e' });
    await until('the message', () => webhook.messages('Notification').length === 2);
    assert.deepEqual(
      webhook.messages('Notification').map(({ Message }) => Message),
      ['h', 'd'],
    );
  });
});

describe('when an endpoint fails, SNS', () => {
  it("tries again in AWS's phases, with the same message id, and gives up after the last", async (t) => {
    const clock = fakeClock(Date.now());
    const aws = await startTestAws(t, { clock });
    const { sns } = clients(aws);
    const { TopicArn, webhook } = await topicWithWebhook(t, sns, { answer: () => 503 });
    await sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
    for (let retry = 1; retry <= 3; retry += 1) {
      await until(`retry ${retry} to be due`, () => aws.counters()['sns.retries'] === retry && clock.sleeping === 1);
      await clock.advance(19_999);
      assert.equal(aws.counters()['sns.attempts'], 1 + retry);
      await clock.advance(1);
      await until(`retry ${retry}`, () => webhook.messages('Notification').length === retry + 1);
    }
    await counted(aws, 'sns.exhausted', 1);
    const messages = webhook.messages('Notification');
    assert.equal(new Set(messages.map(({ MessageId }) => MessageId)).size, 1);
    assert.equal(messages.length, 4);
  });

  it('delivers after all once the endpoint is back', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const policy = { minDelayTarget: 1, maxDelayTarget: 1, numRetries: 5, numNoDelayRetries: 5 };
    const DeliveryPolicy = JSON.stringify({ http: { defaultHealthyRetryPolicy: policy } });
    const { TopicArn, webhook } = await topicWithWebhook(t, sns, {
      Attributes: { DeliveryPolicy },
      answer: (index) => [500, 429, 200][index] ?? 200,
    });
    await sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
    await counted(aws, 'sns.delivered', 2);
    assert.equal(webhook.messages('Notification').length, 3);
  });

  it('never repeats what the endpoint refused', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { TopicArn, webhook } = await topicWithWebhook(t, sns, { answer: (index) => [403, 302][index] ?? 200 });
    await sns.send(new PublishCommand({ TopicArn, Message: '1' }));
    await counted(aws, 'sns.refused', 1);
    await sns.send(new PublishCommand({ TopicArn, Message: '2' }));
    await counted(aws, 'sns.refused', 2);
    assert.equal(webhook.messages('Notification').length, 2);
    assert.equal(aws.counters()['sns.retries'], undefined);
  });

  it('waits fifteen seconds for an answer', async (t) => {
    const clock = fakeClock(Date.now());
    const aws = await startTestAws(t, { clock });
    const { sns } = clients(aws);
    const { TopicArn, webhook } = await topicWithWebhook(t, sns, { answer: (index) => (index === 0 ? 'hang' : 200) });
    await sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
    await until('the first attempt', () => webhook.messages('Notification').length === 1);
    await clock.advance(14_999);
    assert.equal(aws.counters()['sns.retries'], undefined);
    await clock.advance(1);
    await until('the retry to be due', () => aws.counters()['sns.retries'] === 1 && clock.sleeping === 1);
    await clock.advance(20_000);
    await counted(aws, 'sns.delivered', 2);
  });

  it('does not let it hold up the others', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { TopicArn } = await topicWithWebhook(t, sns, { answer: () => 'hang' });
    const healthy = await startWebhook(t);
    await subscribeWebhook(sns, TopicArn, healthy);
    for (let count = 0; count < 30; count += 1) await sns.send(new PublishCommand({ TopicArn, Message: `${count}` }));
    await until('all of them', () => healthy.messages('Notification').length === 30);
  });

  it('forgets the message when its subscription is gone', async (t) => {
    const clock = fakeClock(Date.now());
    const aws = await startTestAws(t, { clock });
    const { sns } = clients(aws);
    const { TopicArn, SubscriptionArn, webhook } = await topicWithWebhook(t, sns, { answer: () => 500 });
    await sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
    await until('the retry to be due', () => aws.counters()['sns.retries'] === 1 && clock.sleeping === 1);
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await clock.advance(20_000);
    await counted(aws, 'sns.dropped', 1);
    assert.equal(webhook.messages('Notification').length, 1);
  });

  it('keeps to the pace that is set', async (t) => {
    const clock = fakeClock(Date.now());
    const aws = await startTestAws(t, { clock });
    const { sns } = clients(aws);
    const { TopicArn, webhook } = await topicWithWebhook(t, sns);
    const AttributeValue = JSON.stringify({ http: { defaultThrottlePolicy: { maxReceivesPerSecond: 2 } } });
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DeliveryPolicy', AttributeValue }));
    for (let count = 0; count < 4; count += 1) await sns.send(new PublishCommand({ TopicArn, Message: `${count}` }));
    await counted(aws, 'sns.delivered', 2);
    await until('the others to wait', () => clock.sleeping === 3);
    await clock.advance(1000);
    await counted(aws, 'sns.delivered', 4);
    assert.equal(webhook.messages('Notification').length, 3);
  });
});

describe('leaving a subscription', () => {
  it('without a signature tells the endpoint, which can take it back', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { TopicArn, webhook } = await topicWithWebhook(t, sns);
    await sns.send(new PublishCommand({ TopicArn, Message: '1' }));
    const { UnsubscribeURL = '' } = await until('the message', () => webhook.messages('Notification')[0]);
    const leave = new URL(UnsubscribeURL);
    const left = await rawRequest(leave.origin, { path: `/${leave.search}`, ca: aws.caPem });
    assert.equal(left.status, 200);
    const farewell = await until('the farewell', () => webhook.messages('UnsubscribeConfirmation')[0]);
    await sns.send(new PublishCommand({ TopicArn, Message: '2' }));
    const back = new URL(farewell.SubscribeURL ?? '');
    await rawRequest(back.origin, { path: `/${back.search}`, ca: aws.caPem });
    await sns.send(new PublishCommand({ TopicArn, Message: '3' }));
    await until('the third', () => webhook.messages('Notification').length === 2);
    assert.deepEqual(
      webhook.messages('Notification').map(({ Message }) => Message),
      ['1', '3'],
    );
  });

  it('needs a signature when the confirmation asked for it', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { TopicArn } = await topicWithWebhook(t, sns);
    const guarded = await startWebhook(t);
    const SubscriptionArn = await subscribeWebhook(sns, TopicArn, guarded, { AuthenticateOnUnsubscribe: 'true' });
    const query = new URLSearchParams({ Action: 'Unsubscribe', SubscriptionArn });
    const refused = await rawRequest(aws.endpointUrlTls, { path: `/?${query}`, ca: aws.caPem });
    assert.deepEqual([refused.status, /<Code>AuthorizationError<\/Code>/.test(refused.body)], [403, true]);
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
    await counted(aws, 'sns.delivered', 3);
    assert.deepEqual(
      guarded.messages().map(({ Type }) => Type),
      ['SubscriptionConfirmation'],
    );
    assert.ok(SubscriptionArn.startsWith(`arn:aws:sns:${REGION}:`));
  });
});
