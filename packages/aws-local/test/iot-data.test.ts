import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as data from '@aws-sdk/client-iot-data-plane';
import { until } from '@thingdock/testkit';
import { startWithClients } from './iot-clients.ts';
import { inbox } from './mqtt-device.ts';

const payloadOf = ({ payload }: { payload?: Uint8Array }) => JSON.parse(Buffer.from(payload ?? []).toString());

function refusedAs(name: string, status: number) {
  return (error: unknown) => {
    assert.ok(error instanceof data.IoTDataPlaneServiceException, String(error));
    assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status], error.message);
    return true;
  };
}

test('a shadow is one thing for a device on MQTT and for a caller over HTTP', async (t) => {
  const { data: client, credentials, device } = await startWithClients(t);
  const pump = await device('pump', await credentials());
  const received = inbox(pump);
  await pump.subscribeAsync('$aws/things/pump/shadow/update/delta');
  const desired = { message: 'order' };
  const update = new data.UpdateThingShadowCommand({
    thingName: 'pump',
    payload: JSON.stringify({ state: { desired } }),
  });
  assert.deepEqual(payloadOf(await client.send(update)).state, { desired });
  await until('the delta came', () => received.length === 1);
  await pump.publishAsync('$aws/things/pump/shadow/update', JSON.stringify({ state: { reported: desired } }), {
    qos: 1,
  });
  const whole = payloadOf(await client.send(new data.GetThingShadowCommand({ thingName: 'pump' })));
  assert.deepEqual(whole.state, { desired, reported: desired });
  assert.equal(whole.version, 2);
  await client.send(new data.DeleteThingShadowCommand({ thingName: 'pump' }));
  await assert.rejects(
    client.send(new data.GetThingShadowCommand({ thingName: 'pump' })),
    refusedAs('ResourceNotFoundException', 404),
  );
});

test('refusals come as the data plane’s exceptions', async (t) => {
  const { data: client } = await startWithClients(t);
  const update = (payload: string | Uint8Array) =>
    client.send(new data.UpdateThingShadowCommand({ thingName: 'a:b', payload: payload as Uint8Array }));
  await update('{"state":{}}');
  await assert.rejects(update('{"state":{},"version":7}'), refusedAs('ConflictException', 409));
  await assert.rejects(update('{"state":1}'), refusedAs('InvalidRequestException', 400));
  const big = JSON.stringify({ state: { desired: { x: 'x'.repeat(9000) } } });
  await assert.rejects(update(big), refusedAs('RequestEntityTooLargeException', 413));
  await assert.rejects(update(Uint8Array.of(0xff)), refusedAs('UnsupportedDocumentEncodingException', 415));
});

test('a published message reaches the devices of its region, whatever its topic is written with', async (t) => {
  const { data: client, credentials, device } = await startWithClients(t);
  const pump = await device('pump', await credentials());
  const received: Buffer[] = [];
  pump.on('message', (_, payload) => received.push(payload));
  await pump.subscribeAsync('a b/+/ä%2F', { qos: 1 });
  const payload = Buffer.from([0, 1, 2, 255]);
  await client.send(new data.PublishCommand({ topic: 'a b/c/ä%2F', qos: 1, payload }));
  await until('it came', () => received.length === 1);
  assert.deepEqual(received[0], payload);
});

test('over HTTP nobody publishes on reserved topics, wildcards or with MQTT 5 properties', async (t) => {
  const { data: client, aws } = await startWithClients(t);
  const bad: data.PublishCommandInput[] = [
    { topic: '$aws/things/pump/shadow/update', payload: Buffer.from('{"state":{}}') },
    { topic: '$aws/events/presence/connected/pump', payload: Buffer.from('{}') },
    { topic: 'a/+', payload: Buffer.from('{}') },
    { topic: 'a', contentType: 'text/plain', payload: Buffer.from('{}') },
  ];
  for (const input of bad)
    await assert.rejects(client.send(new data.PublishCommand(input)), refusedAs('InvalidRequestException', 400));
  assert.equal(aws.counters()['shadow.update.accepted'], undefined);
  await client.send(new data.PublishCommand({ topic: '$aws/rules/nosuch/a', payload: Buffer.from('{}') }));
});
