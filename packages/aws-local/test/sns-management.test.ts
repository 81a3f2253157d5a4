import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { fakeClock, until } from '@thingdock/testkit';
import { clients, REGION, startTestAws, startWebhook } from './aws-fixture.ts';

const named = (name: string) => ({ name });

describe('topics', () => {
  it('are made once per name and region, and refuse to be made differently', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const make = (input: object) => sns.send(new CreateTopicCommand({ Name: 'a', ...input }));
    const { TopicArn } = await make({ Attributes: { SignatureVersion: '2' } });
    assert.equal(TopicArn, `arn:aws:sns:${REGION}:${aws.accountId}:a`);
    assert.equal((await make({})).TopicArn, TopicArn);
    await assert.rejects(make({ Attributes: { SignatureVersion: '1' } }), named('InvalidParameterException'));
    await assert.rejects(make({ Tags: [{ Key: 'k', Value: 'v' }] }), named('InvalidParameterException'));
    const other = clients(aws, aws.root, 'eu-central-1').sns;
    assert.deepEqual((await other.send(new ListTopicsCommand({}))).Topics ?? [], []);
    await assert.rejects(other.send(new GetTopicAttributesCommand({ TopicArn })), named('InvalidParameterException'));
  });

  it('are listed a hundred at a time, each once', async (t) => {
    const { sns } = clients(await startTestAws(t));
    const names = Array.from({ length: 230 }, (_, index) => `t${String(index).padStart(3, '0')}`);
    for (const Name of names) await sns.send(new CreateTopicCommand({ Name }));
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await sns.send(new ListTopicsCommand({ NextToken }));
      assert.ok((page.Topics ?? []).length <= 100);
      seen.push(...(page.Topics ?? []).map(({ TopicArn = '' }) => TopicArn.split(':')[5] ?? ''));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    assert.deepEqual(seen, names);
  });

  it('keep the attributes that have an effect, and refuse the others', async (t) => {
    const { sns } = clients(await startTestAws(t));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'a' }));
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
    const policy = JSON.stringify({
      http: { defaultHealthyRetryPolicy: { minDelayTarget: 1, maxDelayTarget: 60, numRetries: 50 } },
    });
    await set('SignatureVersion', '2');
    await set('DisplayName', 'Status');
    await set('DeliveryPolicy', policy);
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    assert.deepEqual(
      [Attributes?.SignatureVersion, Attributes?.DisplayName, Attributes?.DeliveryPolicy],
      ['2', 'Status', policy],
    );
    assert.equal(JSON.parse(Attributes?.EffectiveDeliveryPolicy ?? '').http.defaultHealthyRetryPolicy.numRetries, 50);
    await assert.rejects(set('SignatureVersion', '3'), named('InvalidParameterException'));
    await assert.rejects(set('DeliveryPolicy', '{"http":{"x":1}}'), named('InvalidParameterException'));
    await assert.rejects(set('Nonsense', '1'), named('InvalidParameterException'));
    await assert.rejects(set('KmsMasterKeyId', 'k'), named('NotImplemented'));
  });

  it('bear tags', async (t) => {
    const { sns } = clients(await startTestAws(t));
    const { TopicArn: ResourceArn = '' } = await sns.send(
      new CreateTopicCommand({ Name: 'a', Tags: [{ Key: 'owner', Value: 'me' }] }),
    );
    await sns.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'more', Value: '<&>' }] }));
    await sns.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['owner'] }));
    assert.deepEqual((await sns.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags, [
      { Key: 'more', Value: '<&>' },
    ]);
    const gone = new ListTagsForResourceCommand({ ResourceArn: `${ResourceArn}x` });
    await assert.rejects(sns.send(gone), named('ResourceNotFoundException'));
  });

  it('are gone for good after a delete, which may be repeated', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const webhook = await startWebhook(t);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'a' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: webhook.url }));
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    const publish = new PublishCommand({ TopicArn, Message: 'x' });
    await assert.rejects(sns.send(publish), { name: 'NotFoundException', message: 'Topic does not exist' });
    await sns.send(new CreateTopicCommand({ Name: 'a' }));
    assert.deepEqual((await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? [], []);
  });

  it("of another account are nobody else's business", async (t) => {
    const { sns } = clients(await startTestAws(t));
    const TopicArn = `arn:aws:sns:${REGION}:000000000000:a`;
    await assert.rejects(sns.send(new GetTopicAttributesCommand({ TopicArn })), named('AuthorizationErrorException'));
    await assert.rejects(sns.send(new PublishCommand({ TopicArn, Message: 'x' })), named('NotFoundException'));
  });
});

describe('subscriptions', () => {
  it('are pending until their token comes back: shown as such, not to be left', async (t) => {
    const { sns } = clients(await startTestAws(t));
    const webhook = await startWebhook(t);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'a' }));
    const subscribe = (more: object) =>
      sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: webhook.url, ...more }));
    assert.equal((await subscribe({})).SubscriptionArn, 'pending confirmation');
    const { SubscriptionArn } = await subscribe({ ReturnSubscriptionArn: true });
    assert.match(SubscriptionArn ?? '', new RegExp(`^${TopicArn}:[0-9a-f-]{36}$`));
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    assert.deepEqual(
      Subscriptions?.map((one) => one.SubscriptionArn),
      ['PendingConfirmation'],
    );
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    assert.equal(Attributes?.PendingConfirmation, 'true');
    await assert.rejects(sns.send(new UnsubscribeCommand({ SubscriptionArn })), named('InvalidParameterException'));
    await until('two tokens', () => webhook.messages('SubscriptionConfirmation').length === 2);
    const [first, second] = webhook.messages('SubscriptionConfirmation');
    assert.match(first?.Token ?? '', /^[0-9a-f]{256}$/);
    assert.notEqual(first?.Token, second?.Token);
  });

  it('vanish after two days without confirmation', async (t) => {
    const clock = fakeClock(Date.now());
    const aws = await startTestAws(t, { clock });
    const { sns } = clients(aws);
    const webhook = await startWebhook(t);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'a' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: webhook.url }));
    await until('the token', () => aws.counters()['sns.delivered'] === 1);
    await clock.advance(48 * 3_600_000);
    // One client for each call: an answer's Date header makes the SDK correct its clock again.
    const late = () => {
      const { sns: made } = clients(aws);
      made.config.systemClockOffset = 48 * 3_600_000;
      return made;
    };
    const { Token } = webhook.messages('SubscriptionConfirmation')[0] ?? {};
    assert.deepEqual((await late().send(new ListSubscriptionsCommand({}))).Subscriptions ?? [], []);
    const tooLate = late().send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    await assert.rejects(tooLate, { name: 'InvalidParameterException', message: /Token/ });
  });

  it('go to loopback, or to hosts that were allowed, and nowhere else', async (t) => {
    const { sns } = clients(await startTestAws(t, { deliveryHosts: ['hooks.test'] }));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'a' }));
    const subscribe = (Protocol: string, Endpoint: string) =>
      sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
    const refused = [
      'https://example.com/x',
      'https://localhost.example.com/',
      'https://169.254.169.254/',
      'https://user:pass@localhost/',
      'https://[::ffff:10.0.0.1]/',
      'nonsense',
      'http://localhost/',
    ];
    for (const endpoint of refused) {
      await assert.rejects(subscribe('https', endpoint), named('InvalidParameterException'), endpoint);
    }
    await subscribe('https', 'https://hooks.test/x');
    await assert.rejects(subscribe('email', 'a@b.example'), named('NotImplemented'));
    await assert.rejects(subscribe('pigeon', 'x'), named('InvalidParameterException'));
  });

  it('refuse attributes that would have no effect', async (t) => {
    const { sns } = clients(await startTestAws(t));
    const webhook = await startWebhook(t);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'a' }));
    const input = { TopicArn, Protocol: 'http', Endpoint: webhook.url, ReturnSubscriptionArn: true };
    const RedrivePolicy = '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:dead"}';
    const redriven = { ...input, Attributes: { RedrivePolicy } };
    await assert.rejects(sns.send(new SubscribeCommand(redriven)), named('NotImplemented'));
    const { SubscriptionArn } = await sns.send(new SubscribeCommand(input));
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
    await set('RawMessageDelivery', 'true');
    await assert.rejects(set('RedrivePolicy', RedrivePolicy), named('NotImplemented'));
    await assert.rejects(set('RawMessageDelivery', 'maybe'), named('InvalidParameterException'));
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    assert.equal(Attributes?.RawMessageDelivery, 'true');
  });
});

const badAttributes = [
  { 'a b': { DataType: 'String', StringValue: 'x' } },
  { 'a..b': { DataType: 'String', StringValue: 'x' } },
  { 'AWS.a': { DataType: 'String', StringValue: 'x' } },
  { a: { DataType: 'Text', StringValue: 'x' } },
  { a: { DataType: 'String' } },
  { a: { DataType: 'Number', StringValue: 'x' } },
  { a: { DataType: 'String.Array', StringValue: '[{}]' } },
].map((MessageAttributes) => ({ MessageAttributes }));

describe('Publish', () => {
  it('checks what it is given', async (t) => {
    const { sns } = clients(await startTestAws(t));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'a' }));
    const publish = (input: object) => sns.send(new PublishCommand({ TopicArn, Message: 'x', ...input }));
    assert.match((await publish({ Message: 'é'.repeat(131_072) })).MessageId ?? '', /^[0-9a-f-]{36}$/);
    for (const wrong of [
      { Message: 'é'.repeat(131_073) },
      { Message: '' },
      { Subject: 'two\nlines' },
      { MessageStructure: 'json', Message: '{"http":"no default"}' },
      { MessageStructure: 'json', Message: 'no json' },
      { TopicArn: 'arn:aws:sns:nowhere' },
      ...badAttributes,
    ]) {
      await assert.rejects(publish(wrong), named('InvalidParameterException'), JSON.stringify(wrong).slice(0, 80));
    }
  });
});
