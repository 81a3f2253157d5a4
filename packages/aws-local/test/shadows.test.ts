import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DeleteThingShadowCommand,
  type IoTDataPlaneClient,
  ListNamedShadowsForThingCommand,
  ThrottlingException,
  UpdateThingShadowCommand,
} from '@aws-sdk/client-iot-data-plane';
import { until } from '@thingdock/testkit';
import { startWithClients } from './iot-clients.ts';
import { inbox } from './mqtt-device.ts';

const payload = Buffer.from('{"state":{"desired":{"a":1}}}');

function writer(client: IoTDataPlaneClient, thingName: string) {
  return (shadowName?: string) => client.send(new UpdateThingShadowCommand({ thingName, shadowName, payload }));
}

test('the named shadows of a thing are listed page by page, without the classic one and those of others', async (t) => {
  const { data } = await startWithClients(t);
  const [pump, valve] = [writer(data, 'pump'), writer(data, 'pump-2')];
  for (const name of [undefined, 'wifi', 'firmware', 'alarm', 'gone']) await pump(name);
  await valve('other');
  await data.send(new DeleteThingShadowCommand({ thingName: 'pump', shadowName: 'gone' }));
  const list = (more: object) => data.send(new ListNamedShadowsForThingCommand({ thingName: 'pump', ...more }));
  const first = await list({ pageSize: 2 });
  assert.deepEqual(first.results, ['alarm', 'firmware']);
  assert.ok(Math.abs(Number(first.timestamp) - Date.now() / 1000) < 60);
  const second = await list({ pageSize: 2, nextToken: first.nextToken });
  assert.deepEqual([second.results, second.nextToken], [['wifi'], undefined]);
  const nobody = await data.send(new ListNamedShadowsForThingCommand({ thingName: 'nobody' }));
  assert.deepEqual(nobody.results, []);
});

test('requests to a shadow are throttled when told, over MQTT apart from HTTP', async (t) => {
  const { aws, data, credentials, device } = await startWithClients(t);
  const pump = await device('pump', await credentials());
  const received = inbox(pump);
  await pump.subscribeAsync('$aws/things/pump/shadow/update/+');
  const operation = 'iot:UpdateThingShadow';
  aws.faults.failCalls({ kind: 'throttle', operation, over: 'mqtt' });
  await writer(data, 'valve')();
  pump.publish('$aws/things/pump/shadow/update', '{"state":{"reported":{"a":1}},"clientToken":"t-1"}');
  await until('it was rejected', () => received.length === 1);
  const [topic, ...body] = received[0]?.split(' ') ?? [];
  assert.equal(topic, '$aws/things/pump/shadow/update/rejected');
  const { timestamp, ...rest } = JSON.parse(body.join(' '));
  assert.deepEqual(rest, { code: 429, message: 'Too many requests', clientToken: 't-1' });
  assert.equal(typeof timestamp, 'number');
  pump.publish('$aws/things/pump/shadow/update', '{"state":{"reported":{"a":1}}}');
  await until('the next one was accepted', () => aws.counters()['shadow.update.accepted'] === 2);
  aws.faults.failCalls({ kind: 'throttle', operation });
  await assert.rejects(writer(data, 'pump')(), (error) => error instanceof ThrottlingException);
  for (const fault of [
    { kind: 'deny' as const, operation },
    { kind: 'throttle' as const, operation: 'iot:Publish' },
  ]) {
    assert.throws(() => aws.faults.failCalls({ ...fault, over: 'mqtt' }), /only requests to shadows/);
  }
});
