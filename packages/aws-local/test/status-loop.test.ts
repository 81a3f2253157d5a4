// biome-ignore-all lint/suspicious/noTemplateCurlyInString: substitution templates look like that, and are no template strings.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  CreateTopicRuleCommand,
  DeleteTopicRuleCommand,
  GetTopicRuleCommand,
  ListThingsCommand,
} from '@aws-sdk/client-iot';
import { ConfirmSubscriptionCommand, CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { until } from '@thingdock/testkit';
import { startWithClients, text } from './iot-clients.ts';

type SnsMessage = { Type: string; TopicArn: string; Token?: string; Message: string; MessageId: string };

/** An HTTP endpoint that keeps what SNS sends. */
async function webhook(t: TestContext) {
  const received: SnsMessage[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push(JSON.parse(Buffer.concat(chunks).toString()) as SnsMessage);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

/** Topics, confirmed subscriptions and the three rules of a connection, made with the demo user's key. */
async function connect(t: TestContext, options: Parameters<typeof startWithClients>[1] = {}) {
  const clients = await startWithClients(t, options);
  const { aws, control, sns } = clients;
  const { url, received } = await webhook(t);
  const topic = async (Name: string) => {
    const TopicArn = text((await sns.send(new CreateTopicCommand({ Name }))).TopicArn);
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: url }));
    const confirmation = await until(`${Name} asks to confirm`, () =>
      received.find((message) => message.Type === 'SubscriptionConfirmation' && message.TopicArn === TopicArn),
    );
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: confirmation.Token }));
    return TopicArn;
  };
  const roleArn = aws.roleArn;
  const rule = (ruleName: string, sql: string, action: object) =>
    control.send(
      new CreateTopicRuleCommand({
        ruleName,
        topicRulePayload: { sql, awsIotSqlVersion: '2016-03-23', actions: [action] },
      }),
    );
  const status = await topic('enebular_status_push_sns');
  const deviceState = await topic('enebular_devicestate_push_sns');
  await rule(
    'enebular_shadow_update',
    "SELECT * FROM 'enebular/things/+/shadow/update' WHERE isUndefined(state.desired) AND NOT (state.reported.enebular.awsiot.connected)",
    { republish: { roleArn, topic: '$$aws/things/${topic(3)}/shadow/update', qos: 1 } },
  );
  await rule(
    'enebular_status_push_rule',
    'SELECT topic(3) AS thingName, state.reported.enebular AS enebular, version, timestamp, clientToken, timestamp() AS receivedAt ' +
      "FROM '$aws/things/+/shadow/update/accepted' WHERE NOT isUndefined(state.reported.enebular)",
    { sns: { roleArn, targetArn: status, messageFormat: 'RAW' } },
  );
  await rule(
    'enebular_devicestate_push_rule',
    "SELECT topic(3) AS thingName, clientid() AS clientId, principal() AS principal, timestamp() AS receivedAt, encode(*, 'base64') AS payload " +
      "FROM 'enebular/things/+/msg/from_device'",
    { sns: { roleArn, targetArn: deviceState, messageFormat: 'RAW' } },
  );
  const pushed = (topicArn: string) =>
    received
      .filter(({ Type, TopicArn }) => Type === 'Notification' && TopicArn === topicArn)
      .map(({ Message }) => JSON.parse(Message));
  return { ...clients, status, deviceState, pushed };
}

const SHADOW = '$aws/things/pump/shadow/update';
const report = (connected: boolean, more: object = {}) =>
  JSON.stringify({ state: { reported: { enebular: { awsiot: { connected } } } }, ...more });
const will = {
  topic: 'enebular/things/pump/shadow/update',
  payload: Buffer.from(report(false)),
  qos: 0,
  retain: false,
} as const;

test('a device’s status and messages arrive at a webhook, its crash included', async (t) => {
  const { device, credentials, pushed, status, deviceState } = await connect(t);
  const mine = await credentials();
  const pump = await device('pump', mine, { will });
  pump.publish(SHADOW, report(true, { clientToken: 'pump-0' }));
  await until('connected is pushed', () => pushed(status).length === 1);
  await pump.publishAsync('enebular/things/pump/msg/from_device', '{"type":"req","id":"1"}', { qos: 1 });
  await until('the message is pushed', () => pushed(deviceState).length === 1);
  pump.stream.destroy();
  await until('the crash is pushed', () => pushed(status).length === 2);

  const [online, crash] = pushed(status).sort((a, b) => a.version - b.version);
  const { receivedAt, timestamp, ...rest } = online;
  assert.deepEqual(rest, {
    thingName: 'pump',
    enebular: { awsiot: { connected: true } },
    version: 1,
    clientToken: 'pump-0',
  });
  assert.ok(receivedAt / 1000 - timestamp < 5);
  assert.deepEqual([crash.enebular.awsiot.connected, crash.version, 'clientToken' in crash], [false, 2, false]);
  const [frame] = pushed(deviceState);
  assert.deepEqual(
    { ...frame, receivedAt: 0 },
    {
      thingName: 'pump',
      clientId: 'pump',
      principal: mine.certificateId,
      receivedAt: 0,
      payload: Buffer.from('{"type":"req","id":"1"}').toString('base64'),
    },
  );
});

test('without the republish rule a crash changes nothing', async (t) => {
  const { aws, control, device, credentials, pushed, status } = await connect(t);
  await control.send(new DeleteTopicRuleCommand({ ruleName: 'enebular_shadow_update' }));
  const pump = await device('pump', await credentials(), { will });
  pump.publish(SHADOW, report(true));
  await until('connected is pushed', () => pushed(status).length === 1);
  const before = aws.counters();
  pump.stream.destroy();
  await until('the will was sent', () => aws.counters()['mqtt.wills'] === 1);
  const after = aws.counters();
  for (const name of ['rules.matched', 'shadow.update.accepted', 'sns.published'])
    assert.equal(after[name], before[name], name);
});

test('rules, things’ shadows and certificates outlive a restart of the stand-in', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'aws-local-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const first = await connect(t, { dataDir });
  const mine = await first.credentials();
  const endpoint = first.aws.iotEndpoint('eu-west-1');
  const before = await first.device('pump', mine);
  await before.publishAsync(SHADOW, report(true), { qos: 1 });
  await until('it was pushed', () => first.pushed(first.status).length === 1);
  await first.aws.close();

  const second = await startWithClients(t, { dataDir });
  assert.equal(second.aws.iotEndpoint('eu-west-1'), endpoint);
  await second.control.send(new GetTopicRuleCommand({ ruleName: 'enebular_status_push_rule' }));
  assert.deepEqual((await second.control.send(new ListThingsCommand({}))).things, []);
  const pump = await second.device('pump', mine);
  await pump.publishAsync(SHADOW, report(true), { qos: 1 });
  // The first message may have come once more: the stand-in was closed before it could note the webhook's answer.
  await until('the webhook of before is told', () => first.pushed(first.status).at(-1)?.version === 2);
});
