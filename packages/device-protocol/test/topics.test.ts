import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  deviceTopic,
  fromDeviceTopic,
  isThingName,
  parseThingName,
  parseTopic,
  SHADOW_TOPICS,
  shadowTopic,
  willTopic,
} from '../src/index.ts';

const parsedName = parseThingName('pump:7_a-b');
const thing = parsedName.ok ? parsedName.value : assert.fail();

test('thing names are those that AWS accepts', () => {
  for (const good of ['a', 'A:b_c-1', 'x'.repeat(128)]) assert.equal(isThingName(good), true, good);
  for (const bad of ['', 'a/b', 'a b', '+', '#', 'ü', 'x'.repeat(129), 'a\n', undefined, 7])
    assert.equal(parseThingName(bad).ok, false);
});

test('topics have the form that agents in the field use', () => {
  assert.equal(willTopic(thing), 'enebular/things/pump:7_a-b/shadow/update');
  assert.equal(fromDeviceTopic(thing), 'enebular/things/pump:7_a-b/msg/from_device');
  assert.equal(shadowTopic(thing, 'updateDelta'), '$aws/things/pump:7_a-b/shadow/update/delta');
});

test('every topic that is built can be taken apart again, and others cannot', () => {
  for (const topic of Object.keys(SHADOW_TOPICS) as (keyof typeof SHADOW_TOPICS)[])
    assert.deepEqual(parseTopic(shadowTopic(thing, topic)), { channel: 'shadow', topic, thing });
  for (const topic of ['will', 'fromDevice', 'toDevice', 'command'] as const)
    assert.deepEqual(parseTopic(deviceTopic(thing, topic)), { channel: 'device', topic, thing });
  for (const other of [
    '',
    'x',
    '$aws/things/a b/shadow/get',
    '$aws/things/a/shadow/name/n/get',
    'enebular/things/a/msg',
    'enebular/things/a/toString',
  ])
    assert.equal(parseTopic(other), undefined, other);
});
