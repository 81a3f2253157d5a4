import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JsonObject, nextMeta } from '@thingdock/device-protocol';
import { fakeClock, fakeIds } from '@thingdock/testkit';
import { createDeviceState } from '../src/device-state/device-state.ts';
import { createReporter } from '../src/device-state/reporter.ts';
import { fakeLink, fakeMessenger, fakeSession, silent } from './fakes.ts';

function setUp() {
  const clock = fakeClock();
  const messenger = fakeMessenger();
  const stop = new AbortController();
  const common = { messenger, link: fakeLink(fakeSession()), clock, log: silent };
  const settle = () => clock.advance(0);
  return { clock, messenger, stop, common, settle };
}

const fq = 'c::pump-1';
function desired(state: JsonObject) {
  return { type: 'desired', state, meta: nextMeta({ fqDeviceId: fq, type: 'desired', state, now: 1 }) };
}

function startDeviceState() {
  const { common, ...rest } = setUp();
  const changes: JsonObject[] = [];
  const onChange = (_: string, state: JsonObject) => changes.push(state);
  const deviceState = createDeviceState({ ...common, ids: fakeIds(), fqDeviceId: () => fq, onChange });
  void deviceState.run(rest.stop.signal);
  return { ...rest, deviceState, changes };
}

test('orders to refresh that come while the tree is being fetched are not lost', async () => {
  const { messenger, deviceState, changes, stop, settle } = startDeviceState();
  deviceState.receive({ type: 'desired', op: 'refresh', nonce: '1' });
  await settle();
  assert.equal(messenger.questions.length, 1);
  deviceState.receive({ type: 'desired', op: 'refresh', nonce: '2' });
  messenger.questions[0]?.answer({
    states: [desired({ a: 1 }), { type: 'reported', state: {} }, { type: 'status', state: {} }],
  });
  await settle();
  assert.equal(messenger.questions.length, 2);
  assert.deepEqual(messenger.questions[1]?.body.states, [
    { type: 'desired', baseUpdateId: 1 },
    { type: 'reported' },
    { type: 'status' },
  ]);
  assert.deepEqual(changes[0], { a: 1 });
  stop.abort();
});

test('a tree with a wrong hash is not believed and is fetched in full after a while', async () => {
  const { clock, messenger, deviceState, changes, stop, settle } = startDeviceState();
  deviceState.refresh(['desired'], 'test');
  await settle();
  messenger.questions[0]?.answer({ states: [{ ...desired({ a: 1 }), state: { a: 2 } }] });
  await clock.advance(5_000);
  assert.deepEqual(messenger.questions[1]?.body.states, [{ type: 'desired' }]);
  messenger.questions[1]?.answer({ states: [desired({ a: 2 })] });
  await settle();
  assert.deepEqual(changes, [{ a: 2 }]);
  stop.abort();
});

function startReporter() {
  const { common, ...rest } = setUp();
  const reporter = createReporter({ ...common, registered: () => true });
  void reporter.run(rest.stop.signal);
  const sent = (index: number) => rest.messenger.questions[index]?.body.updates;
  return { ...rest, reporter, sent };
}

test('reports made while a batch is under way go together in the next one, a second later', async () => {
  const { clock, messenger, reporter, sent, stop, settle } = startReporter();
  reporter.set('status', 'agent', { v: '1' });
  await settle();
  reporter.set('reported', 'a', 1);
  reporter.set('reported', 'a', 2);
  messenger.questions[0]?.answer({ updates: [{ success: true }] });
  await clock.advance(999);
  assert.equal(messenger.questions.length, 1);
  await clock.advance(1);
  assert.deepEqual(sent(1), [
    { type: 'reported', op: 'set', path: 'a', state: 1 },
    { type: 'reported', op: 'set', path: 'a', state: 2 },
  ]);
  stop.abort();
});

test('after a failure reports wait a minute, or until the device is connected anew', async () => {
  const { clock, messenger, reporter, sent, stop, settle } = startReporter();
  reporter.set('reported', 'a', 1);
  await settle();
  messenger.questions[0]?.fail();
  await clock.advance(59_999);
  assert.equal(messenger.questions.length, 1);
  await clock.advance(1);
  assert.deepEqual(sent(1), [{ type: 'reported', op: 'set', path: 'a', state: 1 }]);
  reporter.set('reported', 'a', 2);
  messenger.questions[1]?.fail();
  await settle();
  reporter.restart();
  await settle();
  assert.deepEqual(sent(2), [{ type: 'reported', op: 'set', path: 'a', state: 2 }]);
  stop.abort();
});

test('what the cloud lost is reported again, what is on its way is not', async () => {
  const { clock, messenger, reporter, sent, stop, settle } = startReporter();
  reporter.set('status', 'flow', { state: 'running' });
  await settle();
  reporter.reconcile('status', {});
  messenger.questions[0]?.answer({ updates: [{ success: true }] });
  await clock.advance(1_000);
  assert.equal(messenger.questions.length, 1);
  reporter.reconcile('status', { flow: { state: 'running' } });
  await clock.advance(1_000);
  assert.equal(messenger.questions.length, 1);
  reporter.reconcile('status', {});
  await clock.advance(1_000);
  assert.deepEqual(sent(1), [{ type: 'status', op: 'set', path: 'flow', state: { state: 'running' } }]);
  stop.abort();
});
