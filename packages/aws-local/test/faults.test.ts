import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import {
  CreateThingCommand,
  CreateTopicRuleCommand,
  DescribeThingCommand,
  IoTClient,
  ListThingsCommand,
  ListTopicRulesCommand,
} from '@aws-sdk/client-iot';
import {
  GetThingShadowCommand,
  IoTDataPlaneClient,
  PublishCommand as PublishToTopic,
} from '@aws-sdk/client-iot-data-plane';
import { CreateTopicCommand, ListTopicsCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { fakeClock, until } from '@thingdock/testkit';
import type { AwsLocal } from '../src/index.ts';
import { clients, REGION, startTestAws, startWebhook } from './aws-fixture.ts';
import { startWithClients } from './iot-clients.ts';
import { closed, inbox } from './mqtt-device.ts';
import { topicWithWebhook } from './sns-fixture.ts';

type Keys = { accessKeyId: string; secretAccessKey: string };

function iotClients({ endpointUrl: endpoint, root }: AwsLocal, credentials: Keys = root, more: object = {}) {
  const settings = { endpoint, region: REGION, credentials: { ...credentials }, maxAttempts: 1, ...more };
  return { iot: new IoTClient(settings), data: new IoTDataPlaneClient(settings) };
}

const refused = (name: string, status: number) => (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
  assert.deepEqual([error.name, error.$metadata?.httpStatusCode], [name, status], error.message);
  return true;
};

describe('calls that are made to fail', () => {
  it('are throttled in the words of their service, as often as told and only those', async (t) => {
    const aws = await startTestAws(t);
    const { sns, sts } = clients(aws);
    const { iot, data } = iotClients(aws);
    aws.faults.failCalls({ kind: 'throttle', operation: 'sns:ListTopics', times: 2 });
    aws.faults.failCalls({ kind: 'throttle', operation: 'iot:ListThings' });
    aws.faults.failCalls({ kind: 'throttle', operation: 'iot:GetThingShadow' });
    await sts.send(new GetCallerIdentityCommand({}));
    for (const _ of [1, 2]) await assert.rejects(sns.send(new ListTopicsCommand({})), refused('Throttling', 400));
    await sns.send(new ListTopicsCommand({}));
    await assert.rejects(iot.send(new ListThingsCommand({})), refused('ThrottlingException', 400));
    await iot.send(new ListThingsCommand({}));
    const shadow = new GetThingShadowCommand({ thingName: 'x' });
    await assert.rejects(data.send(shadow), refused('ThrottlingException', 429));
    await assert.rejects(data.send(shadow), refused('ResourceNotFoundException', 404));
    assert.equal(aws.counters()['faults.throttle'], 4);
  });

  it('are tried again by the SDK, which does not notice more than that', async (t) => {
    const aws = await startTestAws(t);
    const { iot } = iotClients(aws, aws.root, { maxAttempts: 3 });
    aws.faults.failCalls({ kind: 'throttle', operation: 'iot:ListThings', times: 2 });
    const { $metadata } = await iot.send(new ListThingsCommand({}));
    assert.equal($metadata.attempts, 3);
  });

  it('are denied to one account and not to another', async (t) => {
    const aws = await startTestAws(t);
    const other = await aws.createAccount();
    aws.faults.failCalls({ kind: 'deny', operation: 'iot:ListTopicRules', accountId: other.accountId });
    const list = (keys: Keys) => iotClients(aws, keys).iot.send(new ListTopicRulesCommand({}));
    await list(aws.root);
    await assert.rejects(list(other.root), refused('AccessDeniedException', 403));
    await list(other.root);
  });

  for (const effect of ['before', 'after'] as const) {
    it(`lose their connection ${effect} they take effect`, async (t) => {
      const aws = await startTestAws(t);
      const { iot } = iotClients(aws);
      aws.faults.failCalls({ kind: 'disconnect', operation: 'iot:CreateThing', effect });
      await assert.rejects(
        iot.send(new CreateThingCommand({ thingName: 'pump' })),
        /socket hang up|ECONNRESET|aborted/,
      );
      const { things } = await iot.send(new ListThingsCommand({}));
      assert.equal(things?.length, effect === 'after' ? 1 : 0);
    });

    it(`get no answer ${effect} they take effect`, async (t) => {
      const aws = await startTestAws(t);
      const { iot } = iotClients(aws, aws.root, {
        requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true },
      });
      aws.faults.failCalls({ kind: 'timeout', operation: 'iot:CreateThing', effect });
      const late = iot.send(new CreateThingCommand({ thingName: 'pump' }));
      await assert.rejects(late, (error: Error) => error.name === 'TimeoutError');
      const there = iot.send(new DescribeThingCommand({ thingName: 'pump' }));
      await (effect === 'after' ? there : assert.rejects(there, refused('ResourceNotFoundException', 404)));
    });
  }

  it('do not keep the stand-in from closing', async (t) => {
    const aws = await startTestAws(t);
    const { iot } = iotClients(aws);
    aws.faults.failCalls({ kind: 'timeout', operation: 'iot:ListThings' });
    const silent = assert.rejects(iot.send(new ListThingsCommand({})));
    await until('the call arrived', () => aws.counters()['faults.timeout'] === 1);
    await aws.close();
    await silent;
  });

  it('must be calls that AWS has, and are forgotten when told', async (t) => {
    const aws = await startTestAws(t);
    assert.throws(() => aws.faults.failCalls({ kind: 'deny', operation: 'sns:CreateTopics' }), /No service has/);
    aws.faults.failCalls({ kind: 'deny', operation: 'sns:CreateTopic' });
    aws.faults.clear();
    await clients(aws).sns.send(new CreateTopicCommand({ Name: 'a' }));
  });
});

describe('deliveries that are disturbed', () => {
  const publisher = (sns: ReturnType<typeof clients>['sns'], TopicArn: string) => (Message: string) =>
    sns.send(new PublishCommand({ TopicArn, Message }));

  it('come twice with the same id', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { webhook, TopicArn } = await topicWithWebhook(t, sns);
    aws.faults.disturbDeliveries({ kind: 'duplicate', topicArn: TopicArn });
    const publish = publisher(sns, TopicArn);
    await publish('twice');
    await until('both', () => webhook.messages('Notification').length === 2);
    const [first, second] = webhook.messages('Notification');
    assert.equal(first?.MessageId, second?.MessageId);
    await publish('once');
    await until('the third', () => webhook.messages('Notification').length === 3);
    assert.equal(aws.counters()['sns.published'], 2);
  });

  it('come in the opposite order', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { webhook, TopicArn } = await topicWithWebhook(t, sns);
    aws.faults.disturbDeliveries({ kind: 'reorder', times: 3 });
    const publish = publisher(sns, TopicArn);
    for (const text of ['1', '2', '3']) await publish(text);
    await until('all', () => webhook.messages('Notification').length === 3);
    assert.deepEqual(
      webhook.messages('Notification').map(({ Message }) => Message),
      ['3', '2', '1'],
    );
  });

  it('are sent after all when the fault that holds them back is forgotten', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const { webhook, TopicArn } = await topicWithWebhook(t, sns);
    aws.faults.disturbDeliveries({ kind: 'reorder', times: 5 });
    await publisher(sns, TopicArn)('held back');
    assert.equal(aws.counters()['faults.reorder'], 1);
    assert.equal(webhook.messages('Notification').length, 0);
    aws.faults.clear();
    await until('the message', () => webhook.messages('Notification').length === 1);
  });

  it('can be confirmations, too: a subscription whose token was lost stays pending', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = clients(aws);
    const webhook = await startWebhook(t);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'a' }));
    aws.faults.disturbDeliveries({ kind: 'lose', type: 'SubscriptionConfirmation' });
    const subscribe = () => sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: webhook.url }));
    await subscribe();
    assert.equal(aws.counters()['faults.lose'], 1);
    await subscribe();
    await until('the second token', () => webhook.messages('SubscriptionConfirmation').length === 1);
    assert.equal(aws.counters()['sns.attempts'], 1);
  });

  it('come late, or not at all', async (t) => {
    const clock = fakeClock(Date.now());
    const aws = await startTestAws(t, { clock });
    const { sns } = clients(aws);
    const { webhook, TopicArn } = await topicWithWebhook(t, sns);
    aws.faults.disturbDeliveries({ kind: 'delay', delayMs: 90_000 });
    aws.faults.disturbDeliveries({ kind: 'lose' });
    const publish = publisher(sns, TopicArn);
    for (const text of ['late', 'lost', 'prompt']) await publish(text);
    const got = () => webhook.messages('Notification').map(({ Message }) => Message);
    await until('the prompt one', () => got().length === 1);
    assert.deepEqual(got(), ['prompt']);
    await clock.advance(90_000);
    await until('the late one', () => got().length === 2);
    assert.deepEqual(got(), ['prompt', 'late']);
    assert.equal(aws.counters()['faults.lose'], 1);
  });
});

describe('actions of rules that are disturbed', () => {
  async function withRule(t: TestContext) {
    const clock = fakeClock(Date.now());
    const { aws, control, data, device, credentials } = await startWithClients(t, { clock });
    const listener = await device('listener', await credentials());
    const received = inbox(listener);
    await listener.subscribeAsync('to/#', { qos: 1 });
    const republish = (topic: string) => ({ republish: { roleArn: aws.roleArn, topic, qos: 1 } });
    const topicRulePayload = {
      sql: "SELECT * FROM 'from'",
      actions: [republish('to/x')],
      errorAction: republish('to/error'),
    };
    await control.send(new CreateTopicRuleCommand({ ruleName: 'alarms', topicRulePayload }));
    const publish = (n: number) => data.send(new PublishToTopic({ topic: 'from', payload: JSON.stringify({ n }) }));
    return { aws, clock, received, publish };
  }

  it('come late, while others do not', async (t) => {
    const { aws, clock, received, publish } = await withRule(t);
    aws.faults.disturbRules({ kind: 'delay', ruleName: 'alarms', delayMs: 5000 });
    aws.faults.disturbRules({ kind: 'delay', ruleName: 'another', delayMs: 5000 });
    await publish(1);
    await publish(2);
    await until('the prompt one', () => received.length === 1);
    await clock.advance(5000);
    await until('the late one', () => received.length === 2);
    assert.deepEqual(received, ['to/x {"n":2}', 'to/x {"n":1}']);
  });

  it('fail, and the error action is told', async (t) => {
    const { aws, received, publish } = await withRule(t);
    aws.faults.disturbRules({ kind: 'fail', accountId: aws.accountId });
    await publish(1);
    await until('the report', () => received.length === 1);
    assert.match(received[0] ?? '', /^to\/error .*"failedAction":"RepublishAction".*the action was made to fail/);
  });

  it('do not keep the stand-in from closing', async (t) => {
    const { aws, received, publish } = await withRule(t);
    aws.faults.disturbRules({ kind: 'delay', delayMs: 3_600_000 });
    await publish(1);
    await until('the fault', () => aws.counters()['faults.delay'] === 1);
    await aws.close();
    assert.deepEqual(received, []);
  });
});

it('devices are cut off, all or one, and their wills are sent', async (t) => {
  const { aws, credentials, device } = await startWithClients(t);
  const will = { topic: 'gone', payload: Buffer.from('x'), qos: 1 as const, retain: false };
  const pump = await device('pump', await credentials(), { will });
  const valve = await device('valve', await credentials());
  assert.equal(aws.faults.disconnectDevices({ clientId: 'nobody' }), 0);
  assert.equal(aws.faults.disconnectDevices({ clientId: 'pump' }), 1);
  await closed(pump);
  await until('the will', () => aws.counters()['mqtt.wills'] === 1);
  assert.equal(valve.connected, true);
  assert.equal(aws.faults.disconnectDevices({ accountId: aws.accountId }), 1);
  await closed(valve);
});
