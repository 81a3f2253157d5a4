import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeShadowMessage, type JsonObject, type ShadowMessage } from '@thingdock/device-protocol';
import { fakeClock, fakeIds } from '@thingdock/testkit';
import { createExchange } from '../src/shadow/exchange.ts';
import { createInbox } from '../src/shadow/inbox.ts';
import { createPresence } from '../src/shadow/presence.ts';
import { createShadow } from '../src/shadow/shadow.ts';
import { fakeSession, silent, thing } from './fakes.ts';

function setUp() {
  const clock = fakeClock();
  const session = fakeSession();
  const exchange = createExchange({ thing, clientId: thing, clock, log: silent });
  const shadow = createShadow({ exchange, clock, ids: fakeIds(), log: silent });
  const settle = () => clock.advance(0);
  const reply = (topic: 'updateAccepted' | 'updateRejected', index: number, more: JsonObject = {}) => {
    const clientToken = session.published[index]?.payload.clientToken ?? null;
    exchange.receive(topic, Buffer.from(JSON.stringify({ clientToken, ...more })));
  };
  const states = () => session.published.map(({ payload }) => payload.state);
  return { clock, session, shadow, settle, reply, states };
}

const refresh = (nonce: string): ShadowMessage => ({
  messageType: 'deviceStateChange',
  message: { type: 'desired', op: 'refresh', nonce },
});
const delta = (version: number, message: string) => Buffer.from(JSON.stringify({ version, state: { message } }));

test('the device says that it is connected until that is accepted, and then what it runs', async () => {
  const { clock, session, shadow, settle, reply, states } = setUp();
  const presence = createPresence({ shadow, agent: { type: 'thingdock-agent', v: '9' }, clock, log: silent });
  void presence.announce(session);
  await settle();
  reply('updateRejected', 0, { code: 429, message: 'slow down' });
  await clock.advance(2_000);
  reply('updateAccepted', 1);
  await settle();
  const connected = { reported: { enebular: { awsiot: { connected: true } } } };
  const agent = { reported: { enebular: { agent: { type: 'thingdock-agent', v: '9' } } } };
  assert.deepEqual(states(), [connected, connected, agent]);
  assert.ok(session.published.every(({ payload }) => payload.version === undefined));
});

test('an update without an answer is repeated', async () => {
  const { clock, session, shadow, settle } = setUp();
  void shadow.persist(session, { state: {} }, session.signal).catch(() => undefined);
  await settle();
  await clock.advance(12_000);
  assert.equal(session.published.length, 2);
  session.drop();
});

test('a last will that comes after the reconnect is contradicted, once, and not while leaving', async () => {
  const { clock, session, shadow, settle, states } = setUp();
  const presence = createPresence({ shadow, agent: { type: 'a', v: '1' }, clock, log: silent });
  const accepted = (connected: boolean) => {
    const state = { reported: { enebular: { awsiot: { connected } } } };
    presence.observe(session, Buffer.from(JSON.stringify({ state, version: 9 })));
  };
  accepted(true);
  presence.observe(session, Buffer.from('rubbish'));
  assert.equal(session.published.length, 0);
  accepted(false);
  accepted(false);
  await settle();
  assert.deepEqual(states(), [{ reported: { enebular: { awsiot: { connected: true } } } }]);
  const left = presence.leave(session);
  accepted(false);
  await clock.advance(5_000);
  await left;
  assert.deepEqual(states().slice(1), [{ reported: { enebular: { awsiot: { connected: false } } } }]);
});

test('saying goodbye ends in a few seconds even when nobody answers', async () => {
  const { clock, session, shadow, settle, states } = setUp();
  const presence = createPresence({ shadow, agent: { type: 'a', v: '1' }, clock, log: silent });
  void presence.announce(session).catch(() => undefined);
  await settle();
  const left = presence.leave(session);
  await clock.advance(5_000);
  await left;
  assert.deepEqual(states()[1], { reported: { enebular: { awsiot: { connected: false } } } });
});

test('a message that comes three times is carried out once and acknowledged until that is accepted', async () => {
  const { session, shadow, settle, reply, states } = setUp();
  const handled: ShadowMessage[] = [];
  const inbox = createInbox({ shadow, log: silent, handle: (message) => handled.push(message) });
  const text = encodeShadowMessage(refresh('1'));
  inbox.receiveDelta(session, delta(3, text));
  inbox.receiveDelta(session, delta(4, text));
  inbox.receiveShadow(session, { version: 5, pending: text, presence: {} });
  await settle();
  assert.deepEqual(handled, [refresh('1')]);
  assert.deepEqual(states(), [{ reported: { message: text } }]);
  reply('updateAccepted', 0);
  await settle();
  inbox.receiveDelta(session, delta(6, text));
  await settle();
  assert.equal(handled.length, 1);
  assert.equal(states().length, 2);
});

test('a newer message replaces an acknowledgement that was never accepted, an older one is dropped', async () => {
  const { clock, session, shadow, settle, states } = setUp();
  const handled: ShadowMessage[] = [];
  const inbox = createInbox({ shadow, log: silent, handle: (message) => handled.push(message) });
  const [one, two] = [encodeShadowMessage(refresh('1')), encodeShadowMessage(refresh('2'))];
  inbox.receiveDelta(session, delta(3, one));
  inbox.receiveDelta(session, delta(5, two));
  inbox.receiveDelta(session, delta(4, one));
  await settle();
  assert.equal(handled.length, 2);
  await clock.advance(13_000);
  assert.deepEqual(states().at(-1), { reported: { message: two } });
  inbox.reset();
  inbox.receiveDelta(session, delta(1, one));
  assert.equal(handled.length, 3);
  session.drop();
});

test('a message that nobody understands is acknowledged, or it would come for ever', async () => {
  const { session, shadow, settle, states } = setUp();
  const inbox = createInbox({ shadow, log: silent, handle: () => assert.fail('it was understood') });
  inbox.receiveDelta(session, delta(1, '{"messageType":"dance","message":{}}'));
  inbox.receiveDelta(session, delta(2, 'not JSON'));
  await settle();
  assert.deepEqual(states().at(-1), { reported: { message: 'not JSON' } });
  session.drop();
});
