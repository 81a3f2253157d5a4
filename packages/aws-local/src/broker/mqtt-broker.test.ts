import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { connect } from 'node:tls';
import { until } from '@thingdock/testkit';
import { REALM, startTestIot } from '../../test/iot-fixture.ts';
import { closed, inbox } from '../../test/mqtt-device.ts';
import { certificates } from '../services/iot/registry.ts';
import type { Message } from './message.ts';

describe('who gets in', () => {
  test('a device with a registered, active certificate', async (t) => {
    const { device, credentials, counts } = await startTestIot(t);
    const client = await device('pump', await credentials());
    await client.endAsync();
    await until('the broker noticed', () => counts.get('mqtt.disconnected') === 1);
    assert.equal(counts.get('mqtt.connected'), 1);
  });

  test('nobody without a certificate, with an unknown one, with one of another authority, or with an inactive one', async (t) => {
    const { device, credentials, deps, counts, iot } = await startTestIot(t);
    const stranger = await startTestIot(t);
    const unregistered = await deps.pki.issueDeviceKeysAndCertificate();
    const refused = [
      { key: unregistered.privateKeyPem, cert: unregistered.certificatePem },
      await stranger.credentials(),
      await credentials(REALM, 'INACTIVE'),
    ];
    for (const each of refused) await assert.rejects(device('pump', each));
    const bare = connect({ host: 'localhost', port: iot.broker.port, ca: deps.pki.caPem });
    bare.resume();
    await once(bare, 'close');
    await until('all four were counted', () => counts.get('mqtt.refused') === 4);
    assert.equal(counts.get('mqtt.connected'), undefined);
  });

  test('a certificate that is made inactive ends its connections and lets nobody in until it is active again', async (t) => {
    const { device, credentials, store, iot } = await startTestIot(t);
    const mine = await credentials();
    const client = await device('pump', mine);
    const rows = certificates(store, REALM);
    const certificate = rows.get(mine.certificateId);
    assert.ok(certificate);
    rows.set(mine.certificateId, { ...certificate, status: 'INACTIVE' });
    iot.broker.disconnectCertificate(mine.certificateId);
    await closed(client);
    await assert.rejects(device('pump', mine));
    rows.set(mine.certificateId, certificate);
    await device('pump', mine);
  });
});

describe('accounts and regions', () => {
  test('neither topics nor client ids of two realms meet', async (t) => {
    const { device, credentials } = await startTestIot(t);
    const here = await device('same', await credentials(REALM));
    const there = await device('same', await credentials({ ...REALM, region: 'us-east-1' }));
    const [mine, theirs] = [inbox(here), inbox(there)];
    await here.subscribeAsync('news', { qos: 1 });
    await there.subscribeAsync('news', { qos: 1 });
    await here.publishAsync('news', 'from here', { qos: 1 });
    await there.publishAsync('news', 'from there', { qos: 1 });
    await until('both got their own', () => mine.length > 0 && theirs.length > 0);
    assert.deepEqual([mine, theirs], [['news from here'], ['news from there']]);
    assert.ok(here.connected && there.connected);
  });
});

describe('a client id', () => {
  const will = { topic: 'gone', payload: Buffer.from('pump'), qos: 1 as const, retain: false };

  test('belongs to the newest connection; the will of the old one is sent before the new one is let in', async (t) => {
    const { device, credentials, iot, counts } = await startTestIot(t);
    const heard: Message[] = [];
    iot.broker.onMessage((message) => heard.push(message));
    const mine = await credentials();
    const first = await device('pump', mine, { will });
    const second = await device('pump', mine, { will });
    assert.deepEqual(
      heard.map(({ topic }) => topic),
      [
        '$aws/events/presence/connected/pump',
        'gone',
        '$aws/events/presence/disconnected/pump',
        '$aws/events/presence/connected/pump',
      ],
    );
    await closed(first);
    await second.publishAsync('still/here', 'x', { qos: 1 });
    assert.equal(counts.get('mqtt.duplicate_client_ids'), 1);
  });

  test('that many connections fight for at once ends with exactly one of them', async (t) => {
    const { device, credentials, counts } = await startTestIot(t);
    const mine = await credentials();
    const attempts = await Promise.allSettled(Array.from({ length: 12 }, () => device('pump', mine)));
    const through = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    await until('one is left', () => through.filter(({ connected }) => connected).length === 1);
    const next = await device('pump', mine);
    await until('and the next one takes over', () => through.every(({ connected }) => !connected));
    assert.ok(next.connected);
    assert.equal((counts.get('mqtt.connected') ?? 0) - (counts.get('mqtt.disconnected') ?? 0), 1);
  });

  test('is not lost when its old connection is cut while a new one comes in', async (t) => {
    const { device, credentials } = await startTestIot(t);
    const mine = await credentials();
    let current = await device('pump', mine, { will });
    for (let round = 0; round < 20; round += 1) {
      current.stream.destroy();
      current = await device('pump', mine, { will });
    }
    const other = await device('pump', mine);
    await closed(current);
    assert.ok(other.connected);
  });
});

describe('wills', () => {
  const will = { topic: 'gone', payload: Buffer.from('x'), qos: 0 as const, retain: false };

  test('are sent when a connection breaks, and not after a DISCONNECT', async (t) => {
    const { device, credentials, counts } = await startTestIot(t);
    const mine = await credentials();
    const polite = await device('polite', mine, { will });
    await polite.endAsync();
    await until('it is gone', () => counts.get('mqtt.disconnected') === 1);
    assert.equal(counts.get('mqtt.wills'), undefined);
    const rude = await device('rude', mine, { will });
    rude.stream.destroy();
    await until('the will is sent', () => counts.get('mqtt.wills') === 1);
  });

  test('are sent when a device is silent for one and a half times its keep-alive', async (t) => {
    const { device, credentials, counts } = await startTestIot(t, { keepAlive: { min: 1, max: 1 } });
    const started = performance.now();
    // The client believes in a longer keep-alive than the broker, so it sends no ping in time.
    const client = await device('sleepy', await credentials(), { will, keepalive: 600 });
    await closed(client);
    assert.equal(counts.get('mqtt.wills'), 1);
    const waited = performance.now() - started;
    assert.ok(waited > 1400 && waited < 4000, `${waited} ms`);
  });
});

describe('messages', () => {
  test('of QoS 1 are not lost when QoS 0 messages overtake them', async (t) => {
    const { device, credentials, iot } = await startTestIot(t);
    const listener = await device('listener', await credentials());
    const received = inbox(listener);
    await listener.subscribeAsync('n/#', { qos: 1 });
    const send = (topic: string, qos: 0 | 1) =>
      iot.broker.publish({
        realm: REALM,
        topic,
        payload: Buffer.from('x'),
        qos,
        retain: false,
        sender: { kind: 'shadow' },
        hops: 0,
      });
    await Promise.all(Array.from({ length: 200 }, (_, index) => send(`n/${index}`, index % 2 === 0 ? 1 : 0)));
    await until('all arrived', () => received.length >= 200);
    assert.equal(new Set(received).size, 200);
    assert.equal(received.length, 200);
  });

  test('come once to a client whose subscriptions overlap', async (t) => {
    const { device, credentials } = await startTestIot(t);
    const client = await device('pump', await credentials());
    const received = inbox(client);
    await client.subscribeAsync(['a/b', 'a/+', 'a/#'], { qos: 1 });
    for (const payload of ['1', '2', '3']) await client.publishAsync('a/b', payload, { qos: 1 });
    await until('the last one came', () => received.includes('a/b 3'));
    assert.deepEqual(received, ['a/b 1', 'a/b 2', 'a/b 3']);
  });

  test('of QoS 1 wait for a device that keeps its session', async (t) => {
    const { device, credentials } = await startTestIot(t);
    const mine = await credentials();
    const pump = await device('pump', mine, { clean: false });
    await pump.subscribeAsync(['orders/#', 'orders/+'], { qos: 1 });
    await pump.endAsync();
    const other = await device('other', mine);
    for (const order of ['1', '2']) await other.publishAsync(`orders/${order}`, 'go', { qos: 1 });
    const received: string[] = [];
    const back = await device('pump', mine, { clean: false }, received);
    await other.publishAsync('orders/3', 'go', { qos: 1 });
    await until('the last order came', () => received.includes('orders/3 go'));
    assert.deepEqual(received, ['orders/1 go', 'orders/2 go', 'orders/3 go']);
    assert.ok(back.connected);
  });

  test('that AWS IoT does not take end the connection', async (t) => {
    const { device, credentials, counts } = await startTestIot(t);
    const mine = await credentials();
    const bad: [topic: string, payload: string, qos: 0 | 1][] = [
      ['a/b/c/d/e/f/g/h/i', 'x', 0],
      ['a'.repeat(257), 'x', 1],
      ['big', 'x'.repeat(128 * 1024 + 1), 0],
      ['$aws/things/pump/shadow/update/accepted', '{}', 0],
      ['$aws/events/presence/connected/pump', '{}', 0],
    ];
    for (const [topic, payload, qos] of bad) {
      const client = await device('pump', mine);
      client.publish(topic, payload, { qos }, () => undefined);
      await closed(client);
    }
    assert.equal(counts.get('mqtt.published'), undefined);
    const client = await device('pump', mine);
    await client.publishAsync('big', 'x'.repeat(128 * 1024), { qos: 1 });
  });

  test('cannot be asked for where nobody may subscribe', async (t) => {
    const { device, credentials } = await startTestIot(t);
    const client = await device('pump', await credentials());
    for (const filter of ['$SYS/#', '$aws/rules/r/a', '$share/g/a']) {
      await assert.rejects(client.subscribeAsync(filter), /Unspecified error|Subscribe error/);
    }
    const granted = await client.subscribeAsync('$aws/things/pump/shadow/update/delta', { qos: 1 });
    assert.equal(granted[0]?.qos, 1);
  });
});
