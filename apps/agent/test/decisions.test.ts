import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JsonObject, nextMeta, type StateDocument } from '@thingdock/device-protocol';
import fc from 'fast-check';
import { decideUpdateAuth } from '../src/auth/decide.ts';
import { decideElement, decidePush } from '../src/device-state/apply.ts';
import { decideFlow, parseFlowMemory } from '../src/flow/decide.ts';
import { decideRegister, type Registration } from '../src/registration/decide.ts';

const home: Registration = { connectionId: 'c1', authRequestUrl: 'http://x/auth', agentManagerBaseUrl: 'http://x/m' };
const message = { ...home, deviceId: 'pump' };

test('a new device belongs to the first connection that gives it everything it needs', () => {
  assert.deepEqual(decideRegister('unregistered', undefined, message, 'pump'), { kind: 'accept', registration: home });
  assert.equal(decideRegister('unregistered', undefined, { connectionId: 'c1' }, 'pump').kind, 'ignore');
  assert.equal(decideRegister('unregistered', undefined, { ...message, deviceId: 'other' }, 'pump').kind, 'ignore');
});

test('an authenticated device stays with its connection, which alone may move its addresses', () => {
  assert.equal(decideRegister('authenticated', home, { ...message, connectionId: 'c2' }, 'pump').kind, 'ignore');
  assert.equal(decideRegister('authenticated', home, message, 'pump').kind, 'same');
  assert.deepEqual(decideRegister('authenticated', home, { authRequestUrl: 'http://y/auth' }, 'pump'), {
    kind: 'accept',
    registration: { ...home, authRequestUrl: 'http://y/auth' },
  });
});

test('a device whose control plane never let it in can be given to another one', () => {
  for (const phase of ['registered', 'unauthenticated'] as const)
    assert.equal(decideRegister(phase, home, { ...message, connectionId: 'c2' }, 'pump').kind, 'accept');
});

const idToken = (nonce: string) => `h.${Buffer.from(JSON.stringify({ nonce })).toString('base64url')}.s`;
const outstanding = { state: 'req-2', nonce: 'aa' };

test('an access token counts only when it answers the request that is outstanding', () => {
  const answer = { idToken: idToken('aa'), accessToken: 'key', state: 'req-2', isDeviceMaster: true };
  assert.deepEqual(decideUpdateAuth(outstanding, answer), {
    kind: 'granted',
    accessToken: 'key',
    isDeviceMaster: true,
  });
  assert.equal(decideUpdateAuth(undefined, answer).kind, 'ignore');
  assert.equal(decideUpdateAuth(outstanding, { ...answer, state: 'req-1' }).kind, 'ignore');
  assert.equal(decideUpdateAuth(outstanding, { ...answer, idToken: idToken('bb') }).kind, 'ignore');
  assert.equal(decideUpdateAuth(outstanding, { ...answer, idToken: 'rubbish' }).kind, 'ignore');
  assert.equal(decideUpdateAuth(outstanding, { ...answer, accessToken: '-' }).kind, 'denied');
  assert.equal(decideUpdateAuth(undefined, { idToken: '-', accessToken: '-', state: '-' }).kind, 'trigger');
});

const fq = 'c1::pump';
const stamp = (state: StateDocument['state'], previous?: StateDocument['meta']) =>
  nextMeta({ fqDeviceId: fq, type: 'desired', state, previous, now: 1 });

test('a pushed change is kept when the hash proves that both sides hold the same, and only then', () => {
  const held: StateDocument = { type: 'desired', state: { a: 1 }, meta: stamp({ a: 1 }), ref: {} };
  const meta = stamp({ a: 1, b: { c: 2 } }, held.meta);
  const change = { type: 'desired', op: 'set', path: 'b.c', state: 2, meta, extRef: { id: 'x' } } as const;
  const decision = decidePush(fq, held, change);
  assert.ok(decision.kind === 'store');
  assert.deepEqual(decision.document.state, { a: 1, b: { c: 2 } });
  assert.deepEqual(decision.document.ref, { 'b.c': { ext: { id: 'x' } } });
  assert.equal(decidePush(fq, decision.document, change).kind, 'repeated');
  assert.equal(decidePush('other::pump', held, change).kind, 'fetch');
  assert.equal(decidePush(fq, { ...held, state: { a: 2 } }, change).kind, 'fetch');
  assert.equal(decidePush(fq, undefined, { type: 'desired', op: 'remove', path: 'a', meta }).kind, 'fetch');
  assert.equal(decidePush(fq, held, { type: 'desired', op: 'refresh', nonce: 'n' }).kind, 'fetch');
});

test('a fetched tree must match its hash, or be called unknown or up to date rightly', () => {
  const state = { flow: { enable: true } };
  const meta = stamp(state);
  const held: StateDocument = { type: 'desired', state, meta, ref: {} };
  assert.deepEqual(decideElement(fq, undefined, { type: 'desired', state, meta }), { kind: 'store', document: held });
  assert.equal(decideElement(fq, undefined, { type: 'desired', state: { flow: {} }, meta }).kind, 'wrong');
  assert.equal(decideElement(fq, held, { type: 'desired', meta }).kind, 'up-to-date');
  assert.equal(decideElement(fq, held, { type: 'desired', meta: { ...meta, hash: 'x' } }).kind, 'wrong');
  assert.equal(decideElement(fq, undefined, { type: 'status', state: {} }).kind, 'store');
});

const flow = (assetId: string, updateId: string) => ({ flow: { flow: { assetId, updateId } } });
const installed = { assetId: 'a', updateId: '1', folder: 'f-1', installedAt: 1 };

test('a flow is deployed when it is neither the one that runs nor the one that failed', () => {
  const memory = { current: installed, failed: { assetId: 'a', updateId: '2', message: 'x', ts: 1 } };
  assert.equal(decideFlow(flow('a', '1'), memory, undefined).kind, 'nothing');
  assert.equal(decideFlow(flow('a', '2'), memory, undefined).kind, 'nothing');
  assert.equal(decideFlow(flow('a', '3'), memory, undefined).kind, 'deploy');
  assert.equal(decideFlow(flow('a', '3'), memory, { assetId: 'a', updateId: '3' }).kind, 'nothing');
  assert.equal(decideFlow(flow('a', '1'), memory, { assetId: 'a', updateId: '3' }).kind, 'deploy');
});

test('a desired state without a flow, or with parts that nobody knows, asks for nothing', () => {
  const desired: JsonObject[] = [
    {},
    { flow: { enable: false, later: [1] } },
    { flow: { flow: null } },
    { flow: { flow: { assetId: 7 } } },
    { flow: 'x' },
  ];
  for (const tree of desired) assert.equal(decideFlow(tree, {}, undefined).kind, 'nothing');
});

test('no content of the memory file leads to a folder outside, or makes the parser throw', () => {
  assert.deepEqual(parseFlowMemory({ current: installed }), { current: installed });
  assert.equal(parseFlowMemory({ current: { ...installed, folder: '../../etc' } }), undefined);
  fc.assert(fc.property(fc.jsonValue(), (raw) => void parseFlowMemory(raw)));
});
