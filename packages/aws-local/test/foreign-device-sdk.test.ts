// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of policies look like that.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import * as data from '@aws-sdk/client-iot-data-plane';
import { until } from '@thingdock/testkit';
import sdk from 'aws-iot-device-sdk';
import { REGION, startWithClients } from './iot-clients.ts';
import { inbox } from './mqtt-device.ts';

const WILL = 'enebular/things/pump/shadow/update';

/** What a device needs for its own shadow and topics, and nothing else. */
function leastPrivilege(accountId: string): string {
  const arn = (rest: string) => `arn:aws:iot:${REGION}:${accountId}:${rest}`;
  const name = '${iot:Connection.Thing.ThingName}';
  const own = (kind: string) =>
    [`$aws/things/${name}/shadow/*`, `enebular/things/${name}/*`].map((one) => arn(`${kind}/${one}`));
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'iot:Connect',
        Resource: arn(`client/${name}`),
        Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
      },
      { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: own('topic') },
      { Effect: 'Allow', Action: 'iot:Subscribe', Resource: own('topicfilter') },
    ],
  });
}

/** A thing with its certificate and policy, and AWS's first device SDK connected as that thing. */
async function connectSdk(t: TestContext) {
  const clients = await startWithClients(t);
  const { aws, control, newCertificate } = clients;
  const made = await newCertificate();
  const policyDocument = leastPrivilege(aws.accountId);
  await control.send(new iot.CreatePolicyCommand({ policyName: 'own', policyDocument }));
  await control.send(new iot.AttachPolicyCommand({ policyName: 'own', target: made.certificateArn }));
  await control.send(new iot.CreateThingCommand({ thingName: 'pump' }));
  const principal = made.certificateArn;
  await control.send(new iot.AttachThingPrincipalCommand({ thingName: 'pump', principal }));
  const shadow = new sdk.thingShadow({
    host: 'localhost',
    port: aws.mqttPort,
    clientId: 'pump',
    privateKey: Buffer.from(made.key),
    clientCert: Buffer.from(made.cert),
    caCert: Buffer.from(aws.caPem),
    baseReconnectTimeMs: 1,
    will: { topic: WILL, payload: '{"state":{"reported":{"connected":false}}}', qos: 0, retain: false },
  });
  t.after(() => new Promise<void>((resolve) => shadow.end(true, resolve)));
  await once(shadow, 'connect');
  // The stand-in ends first, and the SDK tries to come back.
  shadow.on('error', () => undefined);
  return { ...clients, shadow };
}

test('AWS’s first device SDK lives with its shadow: register, update, delta, get, delete', async (t) => {
  const { shadow, data: caller } = await connectSdk(t);
  await new Promise<void>((resolve, reject) => {
    shadow.register('pump', {}, (error, failed) => (error || failed ? reject(new Error(String(error))) : resolve()));
  });
  const statuses: [kind: string, token: string, document: { state?: unknown }][] = [];
  shadow.on('status', (_thing, kind, token, document) => statuses.push([kind, token, document]));
  const answered = (token: string | null) =>
    until(`an answer to ${token}`, () => statuses.find(([, theirs]) => theirs === token));

  const [updated] = await answered(shadow.update('pump', { state: { reported: { speed: 1 } } }));
  assert.equal(updated, 'accepted');
  const delta = once(shadow, 'delta');
  const payload = JSON.stringify({ state: { desired: { speed: 2 } } });
  await caller.send(new data.UpdateThingShadowCommand({ thingName: 'pump', payload }));
  const [thingName, { state }] = (await delta) as [string, { state: unknown }];
  assert.deepEqual([thingName, state], ['pump', { speed: 2 }]);
  const [got, , document] = await answered(shadow.get('pump'));
  assert.equal(got, 'accepted');
  assert.deepEqual(document.state, { desired: { speed: 2 }, reported: { speed: 1 }, delta: { speed: 2 } });
  assert.equal((await answered(shadow.delete('pump')))[0], 'accepted');
  assert.equal((await answered(shadow.get('pump')))[0], 'rejected');
});

test('its will is sent when the connection is cut; it comes back by itself and still gets its deltas', async (t) => {
  const { shadow, aws, device, credentials, data: caller } = await connectSdk(t);
  const watcher = await device('watcher', await credentials());
  const heard = inbox(watcher);
  await watcher.subscribeAsync([WILL, '$aws/events/presence/+/pump'], { qos: 1 });
  await new Promise<void>((resolve) => shadow.register('pump', {}, () => resolve()));
  const back = once(shadow, 'connect');
  assert.equal(aws.faults.disconnectDevices({ clientId: 'pump' }), 1);
  await back;
  await until('all three are told', () => heard.length === 3);
  assert.deepEqual(
    heard.map((message) => message.split(' ')[0]),
    [WILL, '$aws/events/presence/disconnected/pump', '$aws/events/presence/connected/pump'],
  );
  const deltas: unknown[] = [];
  shadow.on('delta', (_thing, { state }) => deltas.push(state));
  // Its subscriptions come back one after the other; a delta repeats with every update that leaves a difference.
  await until('a delta came', async () => {
    const payload = JSON.stringify({ state: { desired: { speed: 3 } } });
    await caller.send(new data.UpdateThingShadowCommand({ thingName: 'pump', payload }));
    return deltas.length > 0;
  });
  assert.deepEqual(deltas[0], { speed: 3 });
});
