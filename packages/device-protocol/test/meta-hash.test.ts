import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import objectHash from 'object-hash';
import { fqDeviceId, hashMatches, type JsonObject, metaHash, nextMeta, STATE_TYPES } from '../src/index.ts';

const options = { algorithm: 'sha1', encoding: 'base64' } as const;
const first = 'Wa05sinEniXI5bzBZFbvOU1kyMQ=';

test('the hash of an empty desired state is the one of agents in the field', () => {
  const meta = { v: 1, ts: 1700000000000, uId: 1, pHash: '-' };
  assert.equal(metaHash({ fqDeviceId: 'conn-1::thing-1', type: 'desired', state: {}, meta }), first);
});

test('the hash of a tree with a flow, a file and text beyond ASCII is the one of agents in the field', () => {
  const fileTypeConfig = {
    filename: 'x.sh',
    size: 12,
    integrity: 'abc=',
    src: 'internal',
    internalSrcConfig: { key: 'k', stored: true },
  };
  const config = { name: '日本', type: 'file', destPath: 'dst', fileTypeConfig, hooks: [] };
  const state = {
    flow: { flow: { assetId: 'a-1', updateId: 'u-1' }, enable: true },
    assets: { assets: { 'f-1': { updateId: 'u-2', ts: 1700000000500, config } } },
  };
  const meta = { v: 1, ts: 1700000001000, uId: 2, pHash: first };
  assert.equal(
    metaHash({ fqDeviceId: 'conn-1::thing-1', type: 'desired', state, meta }),
    'UI+2370yeuHcx9NNLSabyiXw6FQ=',
  );
});

test('the hash of a state that an unmodified agent 2.18.2 accepted on the wire is the same here', () => {
  const state = { flow: { flow: { assetId: 'flow-asset-1', updateId: 'upd-1' } } };
  const meta = { v: 1, ts: 1795371496102, uId: 1, pHash: '-' };
  assert.equal(
    metaHash({ fqDeviceId: fqDeviceId('lab-connection', 'thing1'), type: 'desired', state, meta }),
    '9Xl3Kn4lzj4yJswAb9MvxA2+J9Q=',
  );
});

const reserved = new Set(['__proto__', 'prototype', 'constructor']);
const tree = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'binary' }),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(
    fc.string({ unit: 'grapheme', maxLength: 8 }).filter((key) => !reserved.has(key)),
    tie('value'),
    { maxKeys: 5 },
  ),
})).object;

test('the hash equals that of object-hash 1.3.1 for any tree that JSON can carry', () => {
  const meta = fc.record({ v: fc.nat(), ts: fc.nat(), uId: fc.nat(), pHash: fc.string() });
  fc.assert(
    fc.property(tree, meta, fc.constantFrom(...STATE_TYPES), fc.string(), (raw, stamp, type, device) => {
      const state: JsonObject = JSON.parse(JSON.stringify(raw));
      const hashed = { fqDeviceId: device, type, state, meta: { ...stamp } };
      assert.equal(metaHash(hashed), objectHash(hashed, options));
    }),
    { numRuns: 2_000 },
  );
});

test('each revision carries the hash of the one before, and a changed state no longer matches its hash', () => {
  const device = { fqDeviceId: 'c::t', type: 'desired' } as const;
  const one = nextMeta({ ...device, state: {}, now: 5 });
  const two = nextMeta({ ...device, state: { a: 1 }, previous: one, now: 6 });
  assert.deepEqual([one.uId, one.pHash, two.uId, two.pHash], [1, '-', 2, one.hash]);
  assert.equal(hashMatches({ ...device, state: { a: 1 }, meta: two }), true);
  assert.equal(hashMatches({ ...device, state: { a: 2 }, meta: two }), false);
  assert.equal(hashMatches({ ...device, fqDeviceId: 'd::t', state: { a: 1 }, meta: two }), false);
});

test('a tree with a key that JavaScript itself uses has no hash and matches none', () => {
  const state: JsonObject = JSON.parse('{"a":{"__proto__":{"x":1}}}');
  const meta = { v: 1, ts: 1, uId: 1, pHash: '-', hash: 'x' };
  assert.throws(() => metaHash({ fqDeviceId: 'c::t', type: 'desired', state, meta }), TypeError);
  assert.equal(hashMatches({ fqDeviceId: 'c::t', type: 'desired', state, meta }), false);
});
