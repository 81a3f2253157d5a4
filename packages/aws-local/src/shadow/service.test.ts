import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fakeClock, until } from '@thingdock/testkit';
import { REALM, silent, startTestIot } from '../../test/iot-fixture.ts';
import { inbox } from '../../test/mqtt-device.ts';
import type { Message } from '../broker/message.ts';
import { AwsError } from '../stand-in.ts';
import { openStore } from '../state/store.ts';
import { createShadows, type ShadowDeps } from './service.ts';

const PUMP = { ...REALM, thingName: 'pump' };
const TOPIC = '$aws/things/pump/shadow';
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

async function withPump(t: TestContext) {
  const fixture = await startTestIot(t, { clock: fakeClock(1_700_000_000_000) });
  const pump = await fixture.device('pump', await fixture.credentials());
  const received = inbox(pump);
  await pump.subscribeAsync(`${TOPIC}/#`);
  const answers = (suffix: string) => {
    const start = `${TOPIC}/${suffix} `;
    return received.filter((line) => line.startsWith(start)).map((line) => JSON.parse(line.slice(start.length)));
  };
  return { ...fixture, pump, received, answers };
}

describe('over MQTT', () => {
  test('an update is accepted, documented and answered with what differs, after the request itself', async (t) => {
    const { pump, received, answers } = await withPump(t);
    pump.publish(`${TOPIC}/update`, '{"state":{"desired":{"a":1},"reported":{"a":2}},"clientToken":"pump-0"}');
    await until('the documents came', () => answers('update/documents').length === 1);
    assert.deepEqual(
      received.map((line) => line.split(' ')[0]?.slice(TOPIC.length)),
      ['/update', '/update/accepted', '/update/delta', '/update/documents'],
    );
    const leaf = { a: { timestamp: 1_700_000_000 } };
    assert.deepEqual(answers('update/accepted')[0], {
      state: { desired: { a: 1 }, reported: { a: 2 } },
      metadata: { desired: leaf, reported: leaf },
      version: 1,
      timestamp: 1_700_000_000,
      clientToken: 'pump-0',
    });
    assert.deepEqual(answers('update/delta')[0].state, { a: 1 });
    assert.deepEqual(answers('update/documents')[0].previous, { version: 0 });
  });

  test('what is wrong is rejected with code, text and token', async (t) => {
    const { pump, answers } = await withPump(t);
    pump.publish(`${TOPIC}/update`, '{"state":{},"version":9,"clientToken":"t"}');
    pump.publish(`${TOPIC}/update`, 'nonsense');
    pump.publish(`${TOPIC}/get`, '{"clientToken":"g"}');
    pump.publish(`${TOPIC}/delete`, '');
    await until('the delete was rejected', () => answers('delete/rejected').length === 1);
    const timestamp = 1_700_000_000;
    const missing = "No shadow exists with name: 'pump'";
    assert.deepEqual(answers('update/rejected'), [
      { code: 409, message: 'Version conflict', timestamp, clientToken: 't' },
      { code: 400, message: 'Invalid JSON', timestamp },
    ]);
    assert.deepEqual(answers('get/rejected'), [{ code: 404, message: missing, timestamp, clientToken: 'g' }]);
    assert.deepEqual(answers('delete/rejected'), [{ code: 404, message: missing, timestamp }]);
  });

  test('what a delete brings along is ignored, but for the client token', async (t) => {
    const { pump, answers } = await withPump(t);
    pump.publish(`${TOPIC}/update`, '{"state":{}}');
    pump.publish(`${TOPIC}/delete`, 'no json');
    pump.publish(`${TOPIC}/delete`, '{"clientToken":"again"}');
    await until('the second was rejected', () => answers('delete/rejected').length === 1);
    assert.deepEqual(answers('delete/accepted'), [{ version: 1, timestamp: 1_700_000_000 }]);
    assert.equal(answers('delete/rejected')[0].clientToken, 'again');
  });

  test('get reads, delete removes, and the version goes on', async (t) => {
    const { pump, answers } = await withPump(t);
    pump.publish(`${TOPIC}/update`, '{"state":{"reported":{"a":1}}}');
    pump.publish(`${TOPIC}/get`, '');
    pump.publish(`${TOPIC}/delete`, '{"clientToken":"d"}');
    pump.publish(`${TOPIC}/update`, '{"state":{"reported":{"b":1}}}');
    await until('both updates were accepted', () => answers('update/accepted').length === 2);
    assert.deepEqual(answers('get/accepted')[0].state, { reported: { a: 1 } });
    assert.deepEqual(answers('delete/accepted')[0], { version: 1, timestamp: 1_700_000_000, clientToken: 'd' });
    assert.equal(answers('update/accepted')[1].version, 2);
  });

  test('a will on a request topic reaches subscribers and is ignored by the shadow', async (t) => {
    const { device, credentials, iot, received } = await withPump(t);
    const payload = Buffer.from('{"state":{"reported":{"on":false}}}');
    const dying = await device('dying', await credentials(), {
      will: { topic: `${TOPIC}/update`, payload, qos: 0, retain: false },
    });
    dying.stream.destroy();
    await until('the will arrived', () => received.length > 0);
    assert.deepEqual(received, [`${TOPIC}/update ${payload.toString()}`]);
    assert.throws(() => iot.shadows.request(PUMP, 'get', Buffer.alloc(0)), { code: 'ResourceNotFoundException' });
  });

  test('named shadows have topics and contents of their own', async (t) => {
    const { pump, received, iot } = await withPump(t);
    pump.publish(`${TOPIC}/name/firmware/update`, '{"state":{"desired":{"v":2}}}');
    await until('the named one answered', () =>
      received.some((line) => line.includes('/name/firmware/update/accepted ')),
    );
    const named = iot.shadows.request({ ...PUMP, shadowName: 'firmware' }, 'get', Buffer.alloc(0));
    assert.deepEqual(JSON.parse(named.toString()).state.desired, { v: 2 });
    assert.throws(() => iot.shadows.request(PUMP, 'get', Buffer.alloc(0)), { status: 404 });
  });
});

describe('over HTTP', () => {
  test('an update gives the accepted document and is announced on MQTT like a device’s', async (t) => {
    const { iot, answers } = await withPump(t);
    const answer = iot.shadows.request(PUMP, 'update', json({ state: { desired: { message: 'hello' } } }));
    await until('it was announced', () => answers('update/documents').length === 1);
    assert.deepEqual(answers('update/accepted'), [JSON.parse(answer.toString())]);
    assert.deepEqual(answers('update/delta')[0].state, { message: 'hello' });
  });

  test('a get is nobody’s business on MQTT, and refusals become errors of the data plane', async (t) => {
    const { iot, received, answers } = await withPump(t);
    assert.throws(
      () => iot.shadows.request(PUMP, 'get', Buffer.alloc(0)),
      (error: unknown) => {
        assert.ok(error instanceof AwsError);
        assert.deepEqual(
          [error.code, error.status, error.message],
          ['ResourceNotFoundException', 404, "No shadow exists with name: 'pump'"],
        );
        return true;
      },
    );
    for (const [body, code] of [
      ['{', 'InvalidRequestException'],
      ['{"state":{},"version":5}', 'ConflictException'],
      [`{"state":{"desired":{"a":"${'x'.repeat(8200)}"}}}`, 'RequestEntityTooLargeException'],
      [Buffer.from([0xff]), 'UnsupportedDocumentEncodingException'],
    ] as const) {
      assert.throws(() => iot.shadows.request(PUMP, 'update', Buffer.from(body)), { code });
    }
    iot.shadows.request(PUMP, 'update', json({ state: {} }));
    iot.shadows.request(PUMP, 'get', Buffer.alloc(0));
    iot.shadows.request(PUMP, 'delete', Buffer.alloc(0));
    await until('the deletion was announced', () => answers('delete/accepted').length === 1);
    assert.equal(
      received.some((line) => line.includes('rejected') || line.includes('/get/')),
      false,
    );
  });
});

test('shadows of the same name in two regions have nothing in common', async (t) => {
  const { iot } = await startTestIot(t);
  const there = { ...PUMP, region: 'us-east-1' };
  iot.shadows.request(PUMP, 'update', json({ state: { reported: { here: true } } }));
  assert.throws(() => iot.shadows.request(there, 'get', Buffer.alloc(0)), { status: 404 });
});

test('shadows and the versions of deleted ones outlive a restart', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'shadows-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const start = () => {
    const store = openStore({ folder, log: silent });
    const broker: ShadowDeps['broker'] = { publish: async (_: Message) => undefined };
    const counters = { add: () => undefined, all: () => ({}) };
    return { store, shadows: createShadows({ store, broker, counters, clock: fakeClock(), log: silent }) };
  };
  const first = start();
  first.shadows.request(PUMP, 'update', json({ state: { reported: { a: 1 } } }));
  const gone = { ...PUMP, thingName: 'gone' };
  for (let round = 0; round < 3; round += 1) first.shadows.request(gone, 'update', json({ state: {} }));
  first.shadows.request(gone, 'delete', Buffer.alloc(0));
  await first.store.close();
  const second = start();
  assert.deepEqual(JSON.parse(second.shadows.request(PUMP, 'get', Buffer.alloc(0)).toString()).state, {
    reported: { a: 1 },
  });
  assert.equal(JSON.parse(second.shadows.request(gone, 'update', json({ state: {} })).toString()).version, 4);
  await second.store.close();
});
