import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  CONTROL_TOPICS,
  commandResponseBody,
  encodeCommand,
  encodeFrame,
  errorResponse,
  nextMeta,
  okResponse,
  parseCommand,
  parseControlRequest,
  parseFlowDataUrlAnswer,
  parseRequestFrame,
  parseResponseFrame,
  parseStateGetAnswer,
  parseStateUpdateResults,
  type RequestFrame,
  responseBody,
  stateElement,
} from '../src/index.ts';

const body = { states: [{ type: 'desired', baseUpdateId: 3 }], ref: true };
const request: RequestFrame = { type: 'req', id: '1', topic: CONTROL_TOPICS.getState, body };

test('a request survives the way to the cloud, its repetitions marked', () => {
  assert.deepEqual(parseRequestFrame(encodeFrame(request)), { ok: true, value: request });
  assert.deepEqual(parseRequestFrame(encodeFrame({ ...request, try: 2 })), { ok: true, value: { ...request, try: 2 } });
});

test('an answer survives the way back, and a failure says why', () => {
  const ok = parseResponseFrame(encodeFrame(okResponse('1', { url: 'http://x' })));
  assert.ok(ok.ok);
  assert.deepEqual(responseBody(ok.value), { ok: true, value: { url: 'http://x' } });
  assert.deepEqual(parseFlowDataUrlAnswer({ url: 'http://x' }), { ok: true, value: 'http://x' });
  const failed = parseResponseFrame(Buffer.from(encodeFrame(errorResponse('2', 'no such flow'))));
  assert.ok(failed.ok);
  assert.deepEqual(responseBody(failed.value), { ok: false, problem: 'no such flow' });
});

test('frames of the other direction, unknown members and rubbish are told apart without throwing', () => {
  assert.equal(parseRequestFrame(encodeFrame(okResponse('1', {}))).ok, false);
  assert.equal(parseResponseFrame(encodeFrame(request)).ok, false);
  assert.equal(parseRequestFrame('{"type":"req","id":"5","topic":"x","later":[1]}').ok, true);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      parseResponseFrame(text);
      const frame = parseRequestFrame(text);
      if (frame.ok) parseControlRequest(frame.value);
    }),
  );
});

test('requests of a real agent are understood', () => {
  const updates =
    '{"type":"req","id":"3","topic":"deviceState/device/update","body":{"updates":[{"type":"reported","op":"set","path":"cloudCommunication.enable","state":false,"extRef":null},{"type":"status","op":"set","path":"flow","state":{"state":"running","message":null}},{"type":"desired","op":"remove","path":"x"}]}}';
  const frame = parseRequestFrame(updates);
  assert.ok(frame.ok);
  const understood = parseControlRequest(frame.value);
  assert.ok(understood.ok && understood.value.topic === CONTROL_TOPICS.updateState);
  assert.deepEqual(understood.value.updates, [
    { ok: true, value: { type: 'reported', op: 'set', path: 'cloudCommunication.enable', state: false } },
    { ok: true, value: { type: 'status', op: 'set', path: 'flow', state: { state: 'running', message: null } } },
    { ok: false, problem: 'a device cannot change "desired"' },
  ]);
  const flow = parseControlRequest({
    ...request,
    topic: CONTROL_TOPICS.flowDataUrl,
    body: { assetId: 'a', updateId: 'u' },
  });
  assert.deepEqual(flow, {
    ok: true,
    value: { topic: 'flow/device/getFlowDataUrl', body: { assetId: 'a', updateId: 'u' } },
  });
  assert.equal(parseControlRequest({ ...request, topic: 'signing/device/getKey' }).ok, false);
});

test('a tree is sent in full, as up to date, or as unknown', () => {
  const state = { flow: {} };
  const meta = nextMeta({ fqDeviceId: 'c::t', type: 'desired', state, now: 1 });
  const document = { type: 'desired', state, meta, ref: { '-': { ext: { id: 'x' } } } } as const;
  assert.deepEqual(stateElement({ type: 'desired' }, document, true), {
    type: 'desired',
    state,
    meta,
    ref: document.ref,
  });
  assert.deepEqual(stateElement({ type: 'desired', baseUpdateId: 1 }, document, true), { type: 'desired', meta });
  assert.deepEqual(stateElement({ type: 'status', baseUpdateId: 1 }, undefined, true), { type: 'status', state: {} });
});

test('a device reads what it can of an answer and names the rest', () => {
  const answer = parseStateGetAnswer({
    states: [{ type: 'status', state: {} }, { type: 'other' }, { type: 'desired', state: 5 }],
  });
  assert.ok(answer.ok);
  assert.deepEqual(answer.value.elements, [{ type: 'status', state: {}, ref: {} }]);
  assert.equal(answer.value.problems.length, 2);
  assert.deepEqual(parseStateUpdateResults({ updates: [{ success: true }, { success: false, message: 'no' }, 1] }), {
    ok: true,
    value: [{ success: true }, { success: false, message: 'no' }, { success: false }],
  });
});

test('a cancel command and its result survive both ways', () => {
  const command = { op: 'deployCancel', id: '9', body: { assetId: 'a', updateId: 'u' } } as const;
  assert.deepEqual(parseCommand(encodeCommand(command)), { ok: true, value: command });
  const result = { op: 'deployCancel', id: '9', body: { assetId: 'a', updateId: 'u', result: 'canceled' } } as const;
  const sent = parseControlRequest({
    ...request,
    topic: CONTROL_TOPICS.commandResponse,
    body: commandResponseBody(result),
  });
  assert.deepEqual(sent, { ok: true, value: { topic: 'command/response', result } });
  assert.equal(parseCommand('{"cmd":{"type":"req","op":"reboot","id":1,"body":{}}}').ok, false);
});
