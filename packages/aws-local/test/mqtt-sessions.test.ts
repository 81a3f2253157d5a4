import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { until } from '@thingdock/testkit';
import { startWithClients } from './iot-clients.ts';
import { attachPolicy, REALM, startTestIot } from './iot-fixture.ts';
import { inbox, isSessionPresent } from './mqtt-device.ts';

/** The data plane with a clock that can be moved ahead. */
async function withClock(t: TestContext, sessionExpiryMs = 3_600_000) {
  let skipped = 0;
  const clock = { now: () => Date.now() + skipped, sleep: () => Promise.resolve() };
  const started = await startTestIot(t, { clock, sessionExpiryMs });
  const skip = (ms: number) => {
    skipped += ms;
  };
  return { ...started, skip };
}

const HOUR = 3_600_000;

describe('a persistent session', () => {
  test('keeps subscriptions and QoS 1 messages until its client is back, and says so', async (t) => {
    const { device, credentials, counts } = await withClock(t);
    const mine = await credentials();
    const first = await device('pump', mine, { clean: false });
    await first.subscribeAsync({ 'orders/#': { qos: 1 }, 'news/#': { qos: 0 } });
    await first.endAsync();
    const other = await device('other', mine);
    for (const topic of ['orders/1', 'news/1', 'orders/2']) await other.publishAsync(topic, 'x', { qos: 1 });
    await other.publishAsync('orders/3', 'x', { qos: 0 });
    const received: string[] = [];
    const second = await device('pump', mine, { clean: false }, received);
    await until('both orders came', () => received.length === 2);
    assert.deepEqual(received, ['orders/1 x', 'orders/2 x']);
    await other.publishAsync('news/2', 'x', { qos: 1 });
    await until('it is still subscribed', () => received.includes('news/2 x'));
    assert.equal(counts.get('mqtt.dropped'), undefined);
    await second.endAsync();
  });

  test('is present at the next CONNECT, and is gone after one with a clean session', async (t) => {
    const { device, credentials } = await withClock(t);
    const mine = await credentials();
    const seen: boolean[] = [];
    for (const clean of [false, false, true, false]) {
      const client = await device('pump', mine, { clean });
      seen.push(isSessionPresent(client));
      await client.endAsync();
    }
    assert.deepEqual(seen, [false, true, false, false]);
  });

  test('expires an hour after its client went away, with everything that waited', async (t) => {
    const { device, credentials, skip, store } = await withClock(t);
    const mine = await credentials();
    const first = await device('pump', mine, { clean: false });
    await first.subscribeAsync('orders/#', { qos: 1 });
    await first.endAsync();
    const other = await device('other', mine);
    await other.publishAsync('orders/1', 'x', { qos: 1 });
    skip(HOUR - 60_000);
    await other.publishAsync('orders/2', 'x', { qos: 1 });
    assert.equal(store.table('mqtt.messages').entries().length, 2);
    skip(60_000);
    await other.publishAsync('orders/3', 'x', { qos: 1 });
    const received: string[] = [];
    const second = await device('pump', mine, { clean: false }, received);
    assert.equal(isSessionPresent(second), false);
    assert.equal(store.table('mqtt.messages').entries().length, 0);
    await other.publishAsync('orders/4', 'x', { qos: 1 });
    assert.deepEqual(received, []);
  });

  test('does not expire while its client is connected', async (t) => {
    const { device, credentials, skip } = await withClock(t, 1000);
    const mine = await credentials();
    const client = await device('pump', mine, { clean: false });
    const received = inbox(client);
    await client.subscribeAsync('orders/#', { qos: 1 });
    skip(HOUR);
    const other = await device('other', mine);
    await other.publishAsync('orders/1', 'x', { qos: 1 });
    await until('it came', () => received.length === 1);
  });

  test('gives again what its client has not acknowledged', async (t) => {
    const { device, credentials, store } = await withClock(t);
    const mine = await credentials();
    const first = await device('pump', mine, { clean: false });
    await first.subscribeAsync('orders/#', { qos: 1 });
    // A client that breaks down while it works on a message.
    first.handleMessage = () => first.stream.destroy();
    const other = await device('other', mine);
    await other.publishAsync('orders/1', 'x', { qos: 1 });
    await until('the first one is gone', () => !first.connected);
    const received: string[] = [];
    await device('pump', mine, { clean: false }, received);
    await until('the order came', () => received.length === 1);
    await until('and is acknowledged', () => store.table('mqtt.messages').entries().length === 0);
  });

  test('is not given what its client may not receive any more', async (t) => {
    const { device, credentials, store, iot } = await withClock(t);
    const everything = { Effect: 'Allow', Action: 'iot:*', Resource: '*' };
    const policy = (...more: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: [everything, ...more] });
    const mine = await credentials(REALM, 'ACTIVE', policy());
    const first = await device('pump', mine, { clean: false });
    await first.subscribeAsync('orders/#', { qos: 1 });
    await first.endAsync();
    const other = await device('other', mine);
    for (const topic of ['orders/1', 'orders/2']) await other.publishAsync(topic, 'x', { qos: 1 });
    const denied = { Effect: 'Deny', Action: 'iot:Receive', Resource: 'arn:aws:iot:*:*:topic/orders/1' };
    attachPolicy(store, REALM, mine.certificateId, policy(denied));
    iot.broker.reauthorize(REALM, { certificateId: mine.certificateId });
    const received: string[] = [];
    await device('pump', mine, { clean: false }, received);
    await until('the other one came', () => received.length > 0);
    assert.deepEqual(received, ['orders/2 x']);
  });

  test('outlives a restart of the stand-in, as do retained messages', async (t) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'aws-local-'));
    t.after(() => rm(dataDir, { recursive: true, force: true }));
    const before = await startWithClients(t, { dataDir });
    const mine = await before.credentials();
    const first = await before.device('pump', mine, { clean: false });
    await first.subscribeAsync('orders/#', { qos: 1 });
    await first.endAsync();
    const other = await before.device('other', mine);
    for (const order of ['1', '2', '3']) await other.publishAsync(`orders/${order}`, 'x', { qos: 1 });
    await other.publishAsync('state', 'on', { qos: 1, retain: true });
    await before.aws.close();

    const after = await startWithClients(t, { dataDir });
    const received: string[] = [];
    const client = await after.device('pump', mine, { clean: false }, received);
    assert.ok(isSessionPresent(client));
    await client.subscribeAsync('state', { qos: 1 });
    await until('everything came', () => received.includes('state on'));
    assert.deepEqual(received, ['orders/1 x', 'orders/2 x', 'orders/3 x', 'state on']);
  });
});

describe('a retained message', () => {
  test('is given to a later subscriber of its very topic, the last one only, until it is deleted', async (t) => {
    const { device, credentials } = await startTestIot(t);
    const mine = await credentials();
    const sender = await device('sender', mine);
    for (const payload of ['1', '2']) await sender.publishAsync('a/b', payload, { qos: 1, retain: true });
    const client = await device('pump', mine);
    const received: [text: string, retain: boolean][] = [];
    client.on('message', (topic, payload, { retain }) => received.push([`${topic} ${payload.toString()}`, retain]));
    await client.subscribeAsync('a/b', { qos: 1 });
    await until('it came', () => received.length === 1);
    await sender.publishAsync('a/b', '3', { qos: 1, retain: true });
    await until('a new one comes without the flag', () => received.length === 2);
    assert.deepEqual(received, [
      ['a/b 2', true],
      ['a/b 3', false],
    ]);
    await sender.publishAsync('a/b', '', { qos: 1, retain: true });
    const late = await device('late', mine);
    const heard = inbox(late);
    await late.subscribeAsync('a/b', { qos: 1 });
    await sender.publishAsync('a/b', 'last', { qos: 1 });
    await until('the next one came', () => heard.length > 0);
    assert.deepEqual(heard, ['a/b last']);
  });

  // "Using MQTT retained messages", https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html
  test('is not given to a filter with a wildcard, unlike with other brokers', async (t) => {
    const { device, credentials } = await startTestIot(t);
    const client = await device('pump', await credentials());
    await client.publishAsync('a/b', 'kept', { qos: 1, retain: true });
    const received = inbox(client);
    await client.subscribeAsync(['a/+', 'a/#', '#'], { qos: 1 });
    await client.publishAsync('a/b', 'new', { qos: 1 });
    await until('the new one came', () => received.length > 0);
    assert.deepEqual(received, ['a/b new']);
  });
});
