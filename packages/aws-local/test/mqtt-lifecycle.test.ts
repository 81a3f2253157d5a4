import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { CreateTopicRuleCommand } from '@aws-sdk/client-iot';
import { until } from '@thingdock/testkit';
import { startWithClients } from './iot-clients.ts';
import { startTestIot } from './iot-fixture.ts';
import { closed, inbox } from './mqtt-device.ts';

type Event = Record<string, unknown> & { topic: string };

/** The data plane, and a device that hears every lifecycle event of the others. */
async function setUp(t: TestContext, options: Parameters<typeof startTestIot>[1] = {}) {
  const started = await startTestIot(t, options);
  const mine = await started.credentials();
  const watcher = await started.device('watcher', mine, { clientId: 'watcher', keepalive: 0 });
  const events: Event[] = [];
  watcher.on('message', (topic, payload) => {
    const event = JSON.parse(payload.toString()) as Event;
    if (event.clientId !== 'watcher') events.push({ ...event, topic });
  });
  await watcher.subscribeAsync(['$aws/events/presence/+/+', '$aws/events/subscriptions/+/+'], { qos: 1 });
  const next = (count: number) => until(`event ${count}`, () => events.length >= count && events[count - 1]);
  return { ...started, mine, events, next };
}

const idOf = (pem: string) => createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');

// https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
test('coming, subscribing, unsubscribing and going are told, with AWS’s members', async (t) => {
  const { device, mine, events, next } = await setUp(t);
  const before = Date.now();
  const pump = await device('pump', mine);
  await pump.subscribeAsync(['a', 'b'], { qos: 1 });
  await pump.unsubscribeAsync(['a']);
  await pump.endAsync();
  const last = await next(4);
  const { sessionIdentifier, timestamp } = last;
  assert.match(String(sessionIdentifier), /^[0-9a-f-]{36}$/);
  assert.ok(Number(timestamp) >= before && Number(timestamp) <= Date.now());
  const principalIdentifier = idOf(mine.cert);
  const common = { clientId: 'pump', sessionIdentifier, principalIdentifier };
  assert.deepEqual(
    events.map(({ timestamp: _, ...rest }) => rest),
    [
      {
        topic: '$aws/events/presence/connected/pump',
        ...common,
        eventType: 'connected',
        ipAddress: '127.0.0.1',
        versionNumber: 0,
      },
      { topic: '$aws/events/subscriptions/subscribed/pump', ...common, eventType: 'subscribed', topics: ['a', 'b'] },
      { topic: '$aws/events/subscriptions/unsubscribed/pump', ...common, eventType: 'unsubscribed', topics: ['a'] },
      {
        topic: '$aws/events/presence/disconnected/pump',
        ...common,
        eventType: 'disconnected',
        clientInitiatedDisconnect: true,
        disconnectReason: 'CLIENT_INITIATED_DISCONNECT',
        versionNumber: 0,
      },
    ],
  );
});

describe('the reason of an end', () => {
  const gone = async (events: Event[], count: number) => {
    await until('it is told', () => events.filter(({ eventType }) => eventType === 'disconnected').length >= count);
    const last = events.findLast(({ eventType }) => eventType === 'disconnected');
    return [last?.disconnectReason, last?.clientInitiatedDisconnect];
  };

  test('is a lost connection, a second client, a message too many bytes long, a policy or a failing broker', async (t) => {
    const { device, mine, events, iot, credentials } = await setUp(t);
    const lost = await device('pump', mine);
    lost.stream.destroy();
    assert.deepEqual(await gone(events, 1), ['CONNECTION_LOST', false]);
    await device('pump', mine);
    const second = await device('pump', mine);
    assert.deepEqual(await gone(events, 2), ['DUPLICATE_CLIENTID', false]);
    second.publish('a', 'x'.repeat(128 * 1024 + 1));
    assert.deepEqual(await gone(events, 3), ['CLIENT_ERROR', false]);
    const connectOnly = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }],
    });
    const limited = await device('pump', await credentials(undefined, undefined, connectOnly));
    limited.publish('a', 'x');
    assert.deepEqual(await gone(events, 4), ['AUTH_ERROR', false]);
    const cut = await device('pump', mine);
    assert.equal(iot.broker.dropConnections({ clientId: 'pump' }), 1);
    await closed(cut);
    assert.deepEqual(await gone(events, 5), ['SERVER_ERROR', false]);
  });

  test('is silence for one and a half times the keep-alive', async (t) => {
    const { device, mine, events } = await setUp(t, { keepAlive: { min: 1, max: 2 } });
    await device('pump', mine, { keepalive: 1, reschedulePings: false, timerVariant: { set: () => 0, clear() {} } });
    assert.deepEqual(await gone(events, 1), ['MQTT_KEEP_ALIVE_TIMEOUT', false]);
  });
});

test('the version number rises with each connection of a client id, and begins anew an hour after the last one', async (t) => {
  let skipped = 0;
  const clock = { now: () => Date.now() + skipped, sleep: () => Promise.resolve() };
  const { device, mine, events } = await setUp(t, { clock });
  const visit = async (count: number) => {
    const client = await device('pump', mine);
    await client.endAsync();
    await until('both are told', () => events.length === 2 * count);
    return events.slice(-2).map(({ versionNumber }) => versionNumber);
  };
  assert.deepEqual(await visit(1), [0, 0]);
  assert.deepEqual(await visit(2), [1, 1]);
  skipped += 3_500_000;
  assert.deepEqual(await visit(3), [2, 2]);
  skipped += 3_700_000;
  assert.deepEqual(await visit(4), [0, 0]);
});

test('rules hear of them too', async (t) => {
  const { control, credentials, device, aws } = await startWithClients(t);
  const republish = { roleArn: aws.roleArn, topic: 'presence', qos: 1 };
  const sql = "SELECT clientId, topic(4) AS event, clientid() AS sender FROM '$aws/events/presence/+/+'";
  const topicRulePayload = { sql, awsIotSqlVersion: '2016-03-23', actions: [{ republish }] };
  await control.send(new CreateTopicRuleCommand({ ruleName: 'presence', topicRulePayload }));
  const mine = await credentials();
  const watcher = await device('watcher', mine);
  const received = inbox(watcher);
  await watcher.subscribeAsync('presence', { qos: 1 });
  await (await device('pump', mine)).endAsync();
  await until('both came', () => received.length === 2);
  assert.deepEqual(received, [
    'presence {"clientId":"pump","event":"connected","sender":"n/a"}',
    'presence {"clientId":"pump","event":"disconnected","sender":"n/a"}',
  ]);
});

test('client ids with wildcards have no events, and a refused client neither', async (t) => {
  const { device, mine, events, credentials } = await setUp(t);
  await (await device('a+b', mine)).endAsync();
  await (await device('a#b', mine)).endAsync();
  await assert.rejects(device('pump', await credentials(undefined, undefined, null)));
  await (await device('valve', mine)).endAsync();
  await until('those of the valve', () => events.length >= 2);
  assert.deepEqual(
    events.map(({ clientId }) => clientId),
    ['valve', 'valve'],
  );
});

test('a subscription that is refused is not told', async (t) => {
  const { device, mine, events, next } = await setUp(t);
  const pump = await device('pump', mine);
  await pump.subscribeAsync({ '$SYS/#': { qos: 1 }, a: { qos: 1 } }).catch(() => undefined);
  await next(2);
  assert.deepEqual(events[1]?.topics, ['a']);
});
