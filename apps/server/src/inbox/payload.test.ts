import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readPayload } from './payload.ts';

const PROBE = 'thingdock-probe-1';
const read = (kind: 'status' | 'devicestate', message: unknown) =>
  readPayload(kind, typeof message === 'string' ? message : JSON.stringify(message), PROBE);

describe('what the rules pass on', () => {
  const status = {
    thingName: 'dev',
    enebular: { awsiot: { connected: true } },
    version: 3,
    timestamp: 4,
    receivedAt: 5,
  };
  const frame = { thingName: 'dev', clientId: 'dev', principal: 'p', receivedAt: 5, payload: 'AP/+' };

  test('is a status, whose client token may be missing', () => {
    const payload = read('status', status);
    assert.ok(payload.kind === 'status');
    assert.equal(payload.push.clientToken, null);
    assert.deepEqual(payload.push.enebular, status.enebular);
    const own = read('status', { ...status, clientToken: 'dev-1', enebular: null });
    assert.ok(own.kind === 'status' && own.push.clientToken === 'dev-1' && own.push.enebular === null);
  });

  test('is a frame, whose bytes are any', () => {
    const payload = read('devicestate', frame);
    assert.ok(payload.kind === 'frame');
    assert.deepEqual([...payload.frame.payload], [0, 255, 254]);
  });

  test('is nobody’s frame when the sender is not the thing of the topic', () => {
    for (const clientId of ['thief', 'n/a', undefined, null, 1])
      assert.deepEqual(read('devicestate', { ...frame, clientId }), { kind: 'spoken_for', thingName: 'dev' });
  });

  test('is a test message of ours only under our own name, by whichever sender', () => {
    const payload = Buffer.from('{"probe":"n"}').toString('base64');
    const probe = { kind: 'probe', thingName: PROBE, nonce: 'n' };
    assert.deepEqual(read('devicestate', { ...frame, thingName: PROBE, clientId: 'n/a', payload }), probe);
    assert.deepEqual(read('status', { ...status, thingName: PROBE, enebular: { probe: 'n' } }), probe);
    assert.equal(read('status', { ...status, enebular: { probe: 'n' } }).kind, 'status');
    assert.equal(read('status', { ...status, thingName: PROBE }).kind, 'malformed');
  });

  test('is AWS’s word on a client id, unless a device feeds the rule itself', () => {
    const came = { clientId: 'dev', eventType: 'connected', sessionIdentifier: 's', versionNumber: 4, timestamp: 5 };
    const told = {
      thingName: 'dev',
      connected: true,
      session: 's',
      version: 4,
      at: 5,
      address: '192.0.2.1',
      end: null,
    };
    const address = { ipAddress: '192.0.2.1', sender: 'n/a' };
    assert.deepEqual(read('status', { ...came, ...address }), { kind: 'presence', thingName: 'dev', event: told });
    const endOf = (more: object) => {
      const payload = read('status', { ...came, eventType: 'disconnected', ...more });
      return payload.kind === 'presence' ? payload.event.end : payload.kind;
    };
    assert.equal(endOf({ clientInitiatedDisconnect: true, disconnectReason: 'CLIENT_INITIATED_DISCONNECT' }), 'clean');
    assert.equal(endOf({ clientInitiatedDisconnect: false, disconnectReason: 'DUPLICATE_CLIENTID' }), 'ousted');
    assert.equal(endOf({ disconnectReason: 'CONNECTION_LOST' }), 'lost');
    assert.equal(endOf({ sender: 'thief' }), 'spoken_for');
    for (const change of [
      { eventType: 'subscribed' },
      { clientId: 'a/b' },
      { sessionIdentifier: 1 },
      { timestamp: '5' },
    ])
      assert.equal(read('status', { ...came, ...change }).kind, 'malformed');
    assert.equal(read('devicestate', came).kind, 'malformed');
  });

  test('is malformed without what every message has', () => {
    for (const change of [{ thingName: 'a/b' }, { version: '3' }, { timestamp: null }, { receivedAt: undefined }])
      assert.equal(read('status', { ...status, ...change }).kind, 'malformed');
    for (const change of [{ thingName: '' }, { payload: 1 }, { receivedAt: '5' }])
      assert.equal(read('devicestate', { ...frame, ...change }).kind, 'malformed');
  });

  test('is read without throwing, whatever comes', () => {
    const kinds = fc.constantFrom('status' as const, 'devicestate' as const);
    fc.assert(fc.property(kinds, fc.oneof(fc.string(), fc.json()), (kind, text) => void read(kind, text)));
  });
});
