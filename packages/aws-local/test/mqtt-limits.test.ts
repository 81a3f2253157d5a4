import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, type TestContext, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { until } from '@thingdock/testkit';
import mqtt from 'mqtt';
import { generate, type Packet, parser } from 'mqtt-packet';
import { startTestIot } from './iot-fixture.ts';
import { closed, inbox } from './mqtt-device.ts';

/** A client that says what it is told to, right or wrong, and keeps what is answered. */
async function rawClient(t: TestContext) {
  const started = await startTestIot(t);
  const { key, cert } = await started.credentials();
  const socket: TLSSocket = connectTls({
    ...{ host: 'localhost', port: started.iot.broker.port, ca: started.deps.pki.caPem },
    ...{ key, cert },
  });
  await once(socket, 'secureConnect');
  const answers: Packet[] = [];
  const read = parser();
  read.on('packet', (packet) => answers.push({ ...packet }));
  socket.on('data', (chunk) => read.parse(chunk));
  socket.on('error', () => undefined);
  t.after(() => socket.destroy());
  const say = (...packets: Packet[]) => void socket.write(Buffer.concat(packets.map((packet) => generate(packet))));
  return { ...started, socket, answers, say };
}

const CONNECT: Packet = {
  ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clientId: 'pump', clean: true, keepalive: 60 },
};
const ping: Packet = { cmd: 'pingreq' };
const publish = (qos: 0 | 1 | 2, topic = 'a', messageId = 7): Packet => ({
  ...{ cmd: 'publish', topic, payload: 'x', qos, dup: false, retain: false },
  ...(qos > 0 && { messageId }),
});
const commands = (answers: Packet[]) => answers.map(({ cmd }) => cmd);

// "AWS IoT differences from MQTT specifications", https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html
test('QoS 2 is neither answered nor does it have any effect; the connection goes on', async (t) => {
  const { say, answers, counts, device, credentials } = await rawClient(t);
  const watcher = await device('watcher', await credentials());
  const received = inbox(watcher);
  await watcher.subscribeAsync('#', { qos: 1 });
  const both = [0, 2].map((qos) => ({ topic: 'b', qos: qos as 0 | 2 }));
  say(CONNECT, publish(2), { cmd: 'subscribe', messageId: 8, subscriptions: both }, publish(1, 'c', 9), ping);
  await until('it goes on', () => answers.length === 3 && received.length === 1);
  assert.deepEqual(commands(answers), ['connack', 'puback', 'pingresp']);
  assert.deepEqual(received, ['c x']);
  assert.equal(counts.get('mqtt.qos2_ignored'), 2);
});

describe('a connection ends', () => {
  const ended = async (t: TestContext, packets: Packet[]) => {
    const { say, socket, answers } = await rawClient(t);
    say(...packets);
    await until('it ended', () => socket.closed);
    return commands(answers);
  };

  test('when the first packet is no CONNECT', async (t) => {
    assert.deepEqual(await ended(t, [publish(0)]), []);
  });

  test('at a second CONNECT', async (t) => {
    assert.deepEqual(await ended(t, [CONNECT, CONNECT]), ['connack']);
  });

  test('at a packet that only servers send', async (t) => {
    assert.deepEqual(await ended(t, [CONNECT, { cmd: 'suback', messageId: 1, granted: [0] }]), ['connack']);
  });

  test('at bytes that are no packet', async (t) => {
    const { say, socket } = await rawClient(t);
    say(CONNECT);
    socket.write(Buffer.from([0x00, 0x00]));
    await until('it ended', () => socket.closed);
  });

  test('at more bytes than any packet that is taken can have', async (t) => {
    const { say, socket, counts } = await rawClient(t);
    say(CONNECT);
    // PUBLISH with 256 MB to come.
    socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
    const flood = setInterval(() => socket.write(Buffer.alloc(64 * 1024)), 1);
    t.after(() => clearInterval(flood));
    await until('it ended', () => socket.closed);
    assert.equal(counts.get('mqtt.published'), undefined);
  });

  test('at a SUBSCRIBE with more than eight filters', async (t) => {
    const subscriptions = Array.from({ length: 9 }, (_, index) => ({ topic: `a/${index}`, qos: 0 as const }));
    assert.deepEqual(await ended(t, [CONNECT, { cmd: 'subscribe', messageId: 1, subscriptions }]), ['connack']);
  });

  test('at the fifty-first subscription, which is refused', async (t) => {
    const { device, credentials } = await startTestIot(t);
    const client = await device('pump', await credentials());
    for (let index = 0; index < 50; index += 5) {
      const filters = Array.from({ length: 5 }, (_, more) => `a/${index + more}`);
      await client.subscribeAsync(filters, { qos: 0 });
    }
    await client.subscribeAsync('a/0', { qos: 1 });
    await assert.rejects(client.subscribeAsync('a/50'), /Unspecified error|Subscribe error|closed/i);
    await closed(client);
  });
});

describe('a CONNECT is refused', () => {
  const answered = async (t: TestContext, connect: Buffer) => {
    const { socket, answers } = await rawClient(t);
    socket.write(connect);
    await until('it ended', () => socket.closed);
    const [first] = answers;
    return first?.cmd === 'connack' ? first.returnCode : first;
  };

  test('with code 2 when the client id is reserved, too long, or missing without a clean session', async (t) => {
    for (const connect of [{ clientId: '$x' }, { clientId: 'x'.repeat(129) }]) {
      assert.equal(await answered(t, generate({ ...CONNECT, ...connect } as Packet)), 2);
    }
    const noName = Buffer.from('100c00044d5154540400003c0000', 'hex');
    assert.equal(await answered(t, noName), 2);
  });

  test('in MQTT 5’s own words when it is of MQTT 5', async (t) => {
    const { iot, deps, credentials } = await startTestIot(t);
    const mine = await credentials();
    const client = mqtt.connect({
      host: 'localhost',
      port: iot.broker.port,
      protocol: 'mqtts',
      ca: deps.pki.caPem,
      key: mine.key,
      cert: mine.cert,
      protocolVersion: 5,
      reconnectPeriod: 0,
    });
    t.after(() => client.end(true));
    const error = await new Promise<Error>((resolve) => client.once('error', resolve));
    assert.match(error.message, /Unsupported Protocol Version/);
  });
});

test('a client without an id gets one of its own', async (t) => {
  const { say, answers, iot } = await rawClient(t);
  const ids: string[] = [];
  iot.broker.onMessage(({ sender }) => void ('clientId' in sender && ids.push(sender.clientId)));
  say({ ...CONNECT, clientId: '' } as Packet, publish(1));
  await until('it published', () => answers.length === 2);
  assert.match(ids[0] ?? '', /^[0-9a-f-]{36}$/);
});

test('a packet that comes in many pieces is one packet, and many in one piece are many', async (t) => {
  const { socket, answers } = await rawClient(t);
  const all = Buffer.concat([CONNECT, publish(1, 'a', 1), publish(1, 'b', 2), ping].map((packet) => generate(packet)));
  for (const byte of all) socket.write(Buffer.from([byte]));
  await until('all are answered', () => answers.length === 4);
  assert.deepEqual(commands(answers), ['connack', 'puback', 'puback', 'pingresp']);
});
