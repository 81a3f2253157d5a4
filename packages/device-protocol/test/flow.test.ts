import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  encodeFlowPackage,
  parseAgentInfo,
  parseAuthRequest,
  parseFlowPackage,
  parseFlowReport,
  parseFlowStatus,
} from '../src/index.ts';

test('a flow package survives the way to the device, without its empty parts', () => {
  const full = { flow: [{ id: 'a', type: 'tab' }], cred: { a: { password: 'x' } }, packages: { '@s/p': '1.2.3' } };
  assert.deepEqual(parseFlowPackage(encodeFlowPackage(full)), { ok: true, value: full });
  assert.equal(encodeFlowPackage({ flow: [], cred: {}, packages: {} }), '{"flow":[]}');
});

test('the other spelling of a flow package is accepted', () => {
  const parsed = parseFlowPackage('{"flows":[],"creds":{"n":{"u":"x"}},"handlers":[]}');
  assert.deepEqual(parsed, { ok: true, value: { flow: [], cred: { n: { u: 'x' } } } });
});

test('a broken flow package says what is wrong with it', () => {
  const problems = [
    '[]',
    '{"flow":{}}',
    '{"flow":[1]}',
    '{"flow":[],"packages":{"../x":"1"}}',
    '{"flow":[],"packages":{"x":1}}',
  ];
  assert.deepEqual(
    problems.map((text) => parseFlowPackage(text)).map((result) => (result.ok ? 'ok' : result.problem)),
    [
      'the flow package is not a JSON object',
      'the flow package has no list of nodes',
      'the flow package has no list of nodes',
      '"../x" is not the name of an npm package',
      'the version of the package x is not a text',
    ],
  );
});

test('reports and states of a real agent are understood', () => {
  const report = { assetId: 'flow-asset-1', updateId: 'upd-1', state: 'deploying', ts: 1795371496107 };
  assert.deepEqual(parseFlowReport({ ...report, more: 1 }), { ok: true, value: report });
  assert.equal(parseFlowReport({ ...report, state: 'exploding' }).ok, false);
  const status = { state: 'running', message: null, controlSrc: 'deviceState' };
  assert.deepEqual(parseFlowStatus(status), { ok: true, value: status });
  assert.equal(parseFlowStatus({ state: 'bored' }).ok, false);
  assert.deepEqual(parseAgentInfo({ type: 'enebular-agent', v: '2.18.2' }), {
    ok: true,
    value: { type: 'enebular-agent', v: '2.18.2' },
  });
  const auth = {
    connectionId: 'lab-connection',
    deviceId: 'thing1',
    nonce: '91f20489a63af2f145d24e4c00e21fb4',
    state: 'req-1',
  };
  assert.deepEqual(parseAuthRequest(auth), { ok: true, value: auth });
});
