import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  AUTH_TRIGGER,
  decodeShadowMessage,
  encodeShadowMessage,
  fitsShadow,
  isAuthTrigger,
  nextMeta,
  parseShadow,
  parseShadowAnswer,
  parseShadowDelta,
  readNonce,
  readPresence,
  reportConnected,
  type ShadowMessage,
} from '../src/index.ts';

const meta = nextMeta({ fqDeviceId: 'c::t', type: 'desired', state: { a: 1 }, now: 1 });
const register = { connectionId: 'c', deviceId: 't', authRequestUrl: 'http://x/a', agentManagerBaseUrl: 'http://x/m' };
const messages: ShadowMessage[] = [
  { messageType: 'deploy', message: { downloadUrl: 'https://x/f' } },
  { messageType: 'deploy', message: { downloadUrl: 'https://x/f', flow: { assetId: 'a', updateId: 'u' } } },
  { messageType: 'register', message: register },
  { messageType: 'updateAuth', message: AUTH_TRIGGER },
  { messageType: 'updateAuth', message: { idToken: 'a.b.c', accessToken: 'k', state: 'req-1', isDeviceMaster: true } },
  { messageType: 'deviceStateChange', message: { type: 'desired', op: 'refresh', nonce: 'n1' } },
  { messageType: 'deviceStateChange', message: { type: 'desired', op: 'set', path: 'a', state: 1, meta } },
  {
    messageType: 'deviceStateChange',
    message: { type: 'desired', op: 'remove', path: 'a', meta, extRef: { id: 'x' } },
  },
];

test('what the cloud encodes is what the device decodes', () => {
  for (const message of messages)
    assert.deepEqual(decodeShadowMessage(encodeShadowMessage(message)), { ok: true, value: message });
});

test('the message that a real agent received is understood', () => {
  const text =
    '{"messageType":"register","message":{"connectionId":"lab-connection","deviceId":"thing1","authRequestUrl":"http://127.0.0.1:18080/api/v1/token/device","agentManagerBaseUrl":"http://127.0.0.1:18080/agent-manager","later":1}}';
  const decoded = decodeShadowMessage(text);
  assert.ok(decoded.ok && decoded.value.messageType === 'register');
  assert.equal(decoded.value.message.deviceId, 'thing1');
});

test('a change that cannot be applied is read as the order to fetch the tree', () => {
  const bodies = [
    { op: 'merge', meta },
    { op: 'set', path: 'a', meta },
    { op: 'set', state: 1 },
    { op: 'remove', path: 7, meta },
  ];
  for (const body of bodies) {
    const decoded = decodeShadowMessage(
      JSON.stringify({ messageType: 'deviceStateChange', message: { type: 'desired', ...body } }),
    );
    assert.ok(decoded.ok && decoded.value.messageType === 'deviceStateChange');
    assert.equal(decoded.value.message.op, 'refresh');
  }
});

test('no input makes the decoders throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      for (const parse of [decodeShadowMessage, parseShadowDelta, parseShadow, parseShadowAnswer, readNonce])
        parse(text);
    }),
  );
});

test('only all three dashes are the order to authenticate', () => {
  assert.equal(isAuthTrigger(AUTH_TRIGGER), true);
  assert.equal(isAuthTrigger({ ...AUTH_TRIGGER, state: 'req-1' }), false);
});

test('the size of a message counts in bytes', () => {
  assert.equal(fitsShadow('a'.repeat(3_500)), true);
  assert.equal(fitsShadow('日'.repeat(1_200)), false);
});

test('a shadow with everything in it is read, and one with nothing too', () => {
  const message = encodeShadowMessage(messages[3] ?? assert.fail());
  const enebular = { awsiot: { connected: false }, agent: { type: 'enebular-agent', v: '2.18.2' } };
  const state = { desired: { message }, reported: { enebular, message: 'old' }, delta: { message } };
  assert.deepEqual(parseShadow(JSON.stringify({ state, version: 7, timestamp: 1 })), {
    ok: true,
    value: {
      version: 7,
      desired: message,
      acknowledged: 'old',
      pending: message,
      presence: { connected: false, agent: { type: 'enebular-agent', v: '2.18.2' } },
    },
  });
  assert.deepEqual(parseShadow('{"state":{},"version":1}'), { ok: true, value: { version: 1, presence: {} } });
});

test('only a JSON boolean says whether a device is connected', () => {
  assert.deepEqual(readPresence(null), {});
  assert.deepEqual(readPresence({ awsiot: { connected: 'false' } }), {});
  assert.deepEqual(readPresence(JSON.parse(JSON.stringify(reportConnected(true))).state.reported.enebular), {
    connected: true,
  });
});

test('a rejected update says why', () => {
  assert.deepEqual(parseShadowAnswer('{"code":409,"message":"Version conflict","clientToken":"t-1","timestamp":1}'), {
    ok: true,
    value: { clientToken: 't-1', code: 409, reason: 'Version conflict' },
  });
});

test('the nonce of an id token is read without a signature check', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  assert.deepEqual(readNonce(`${part({ alg: 'none' })}.${part({ nonce: 'ab' })}.sig`), { ok: true, value: 'ab' });
  assert.equal(readNonce(`${part({})}.${part({})}.`).ok, false);
});
