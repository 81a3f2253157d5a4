import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFrame, errorResponse, okResponse } from '@thingdock/device-protocol';
import { fakeClock, fakeIds } from '@thingdock/testkit';
import { createMessenger } from '../src/messenger/messenger.ts';
import { fakeLink, fakeSession, silent, thing } from './fakes.ts';

function setUp() {
  const clock = fakeClock();
  const session = fakeSession();
  const link = fakeLink(session);
  const messenger = createMessenger({ link, thing, clock, ids: fakeIds(), log: silent });
  const sentId = (index = 0) => String(session.published[index]?.payload.id);
  const receive = (frame: Parameters<typeof encodeFrame>[0]) => messenger.receive(Buffer.from(encodeFrame(frame)));
  return { clock, session, link, messenger, sentId, receive };
}

test('a request is answered by the frame with its id, others are not taken for it', async () => {
  const { session, messenger, sentId, receive } = setUp();
  const answer = messenger.request('a/b', { x: 1 });
  assert.deepEqual(session.published, [
    {
      topic: 'enebular/things/pump-1/msg/from_device',
      payload: { type: 'req', id: sentId(), topic: 'a/b', body: { x: 1 } },
    },
  ]);
  receive(okResponse('no-such-id', { wrong: true }));
  messenger.receive(Buffer.from('rubbish'));
  receive(okResponse(sentId(), { url: 'u' }));
  assert.deepEqual(await answer, { url: 'u' });
});

test('a request is sent three times, 30 seconds apart, and then fails', async () => {
  const { clock, session, messenger } = setUp();
  const failed = assert.rejects(messenger.request('a/b', {}), { kind: 'timeout' });
  await clock.advance(29_999);
  assert.equal(session.published.length, 1);
  await clock.advance(1);
  assert.equal(session.published[1]?.payload.try, 2);
  await clock.advance(30_000);
  assert.equal(session.published[2]?.payload.try, 3);
  assert.equal(new Set(session.published.map((sent) => sent.payload.id)).size, 1);
  await clock.advance(30_000);
  await failed;
});

test('a late answer to the first try still counts', async () => {
  const { clock, messenger, sentId, receive } = setUp();
  const answer = messenger.request('a/b', {});
  await clock.advance(31_000);
  receive(okResponse(sentId(), { late: true }));
  assert.deepEqual(await answer, { late: true });
});

test('the cloud’s refusal carries its words, and a lost connection ends the waiting', async () => {
  const { session, link, messenger, sentId, receive } = setUp();
  const refused = assert.rejects(messenger.request('a/b', {}), { kind: 'refused', message: 'a/b: no such flow' });
  receive(errorResponse(sentId(), 'no such flow'));
  await refused;
  const lost = assert.rejects(messenger.request('a/b', {}), { kind: 'offline' });
  session.drop();
  await lost;
  link.session = undefined;
  await assert.rejects(messenger.request('a/b', {}), { kind: 'offline' });
});
