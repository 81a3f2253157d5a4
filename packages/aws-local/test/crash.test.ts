import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import { GetThingShadowCommand, IoTDataPlaneClient, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane';
import { until } from '@thingdock/testkit';
import type { MqttClient } from 'mqtt';
import { REGION } from './aws-fixture.ts';
import { end, folder, type Ready, startCommand } from './command-fixture.ts';
import { text } from './iot-clients.ts';
import { EVERYTHING } from './iot-fixture.ts';
import { connectDevice, type KeyPair } from './mqtt-device.ts';

/** What was acknowledged: numbers by shadow, names of things, numbers of messages for a client that is away. */
type Acknowledged = { shadows: Map<string, number>; things: string[]; messages: number[] };

const total = ({ shadows, things, messages }: Acknowledged) =>
  [...shadows.values()].reduce((sum, number) => sum + number, things.length + messages.length);

function clientsOf({ endpointUrl: endpoint, root }: Ready) {
  const config = { endpoint, region: REGION, credentials: { ...root }, maxAttempts: 1 };
  return { control: new iot.IoTClient(config), data: new IoTDataPlaneClient(config) };
}

async function newDevice({ control }: ReturnType<typeof clientsOf>): Promise<KeyPair> {
  await control.send(new iot.CreatePolicyCommand({ policyName: 'everything', policyDocument: EVERYTHING }));
  const made = await control.send(new iot.CreateKeysAndCertificateCommand({ setAsActive: true }));
  const target = text(made.certificateArn);
  await control.send(new iot.AttachPolicyCommand({ policyName: 'everything', target }));
  return { key: text(made.keyPair?.PrivateKey), cert: text(made.certificatePem) };
}

/** Goes on until the stand-in is gone; whatever fails then was not acknowledged. */
async function goOn(write: (number: number) => Promise<void>, first: number): Promise<void> {
  for (let number = first; ; number += 1) {
    try {
      await write(number);
    } catch {
      return;
    }
  }
}

const stateOf = (n: number) => JSON.stringify({ state: { reported: { n } }, clientToken: String(n) });

function overHttp(data: IoTDataPlaneClient, acknowledged: Acknowledged) {
  return ['http-1', 'http-2', 'http-3'].map((thingName) =>
    goOn(
      async (n) => {
        await data.send(new UpdateThingShadowCommand({ thingName, payload: Buffer.from(stateOf(n)) }));
        acknowledged.shadows.set(thingName, n);
      },
      (acknowledged.shadows.get(thingName) ?? 0) + 1,
    ),
  );
}

/** Sends the next update as soon as one is accepted. Ends with its connection. */
async function overMqtt(device: MqttClient, thingName: string, { shadows }: Acknowledged): Promise<void> {
  const topic = `$aws/things/${thingName}/shadow/update`;
  const send = () => device.publish(topic, stateOf((shadows.get(thingName) ?? 0) + 1));
  device.on('message', (on, payload) => {
    if (on !== `${topic}/accepted`) return;
    shadows.set(thingName, Number(JSON.parse(payload.toString()).clientToken));
    send();
  });
  await device.subscribeAsync(`${topic}/accepted`);
  send();
  await new Promise<void>((resolve) => device.once('close', () => resolve()));
}

/** Messages of QoS 1 for a client that has a session and is not there. */
function forAbsent(device: MqttClient, { messages }: Acknowledged) {
  return goOn(
    async (n) => {
      await device.publishAsync('for/absent', String(n), { qos: 1 });
      messages.push(n);
    },
    (messages.at(-1) ?? 0) + 1000,
  );
}

function newThings(control: iot.IoTClient, { things }: Acknowledged) {
  return goOn(async (n) => {
    await control.send(new iot.CreateThingCommand({ thingName: `thing-${n}` }));
    things.push(`thing-${n}`);
  }, things.length + 1000);
}

async function assertKept({ data, control }: ReturnType<typeof clientsOf>, { shadows, things }: Acknowledged) {
  for (const [thingName, n] of shadows) {
    const { payload } = await data.send(new GetThingShadowCommand({ thingName }));
    const { state, version } = JSON.parse(Buffer.from(payload ?? []).toString());
    // The update that was under way may have been taken over or not.
    assert.ok(state.reported.n === n || state.reported.n === n + 1, `${thingName}: ${state.reported.n}, not ${n}`);
    assert.equal(version, state.reported.n);
    shadows.set(thingName, state.reported.n);
  }
  for (const thingName of things) await control.send(new iot.DescribeThingCommand({ thingName }));
}

test('SIGKILL under load loses nothing that was acknowledged', { timeout: 120_000 }, async (t) => {
  const dir = folder(t);
  const acknowledged: Acknowledged = { shadows: new Map(), things: [], messages: [] };
  let running = await startCommand(t, dir);
  const pair = await newDevice(clientsOf(running.ready));
  const connect = (clientId: string, more: object = {}, received: string[] = []) =>
    connectDevice(
      pair,
      { port: running.ready.mqttPort, ca: readFileSync(running.ready.caFile), clientId, ...more },
      received,
    );
  const absent = await connect('absent', { clean: false });
  await absent.subscribeAsync('for/absent', { qos: 1 });
  await absent.endAsync();

  for (const round of [1, 2, 3]) {
    const clients = clientsOf(running.ready);
    const devices = await Promise.all(['mqtt-1', 'mqtt-2', 'sender'].map((clientId) => connect(clientId)));
    const [one, two, sender] = devices as [MqttClient, MqttClient, MqttClient];
    const load = [
      ...overHttp(clients.data, acknowledged),
      overMqtt(one, 'mqtt-1', acknowledged),
      overMqtt(two, 'mqtt-2', acknowledged),
      forAbsent(sender, acknowledged),
      newThings(clients.control, acknowledged),
    ];
    const before = total(acknowledged);
    await until('there is something to lose', () => total(acknowledged) > before + 400, { within: 30_000 });
    await end(running.child, 'SIGKILL');
    for (const device of devices) device.end(true);
    await Promise.all(load);
    running = await startCommand(t, dir);
    await assertKept(clientsOf(running.ready), acknowledged);
    t.diagnostic(`round ${round}: ${total(acknowledged) - before} writes`);
  }

  const received: string[] = [];
  const back = await connect('absent', { clean: false }, received);
  const expected = acknowledged.messages.map((n) => `for/absent ${n}`);
  await until('every message for the client that was away', () => expected.every((line) => received.includes(line)));
  await back.endAsync();
});
