import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AUTH_TRIGGER, type AuthRequest } from '@thingdock/device-protocol';
import { fakeClock, fakeIds } from '@thingdock/testkit';
import { createAuth } from '../src/auth/auth.ts';
import { createAuthExchange } from '../src/auth/exchange.ts';
import type { Phase } from '../src/registration/decide.ts';
import type { Registrar } from '../src/registration/registration.ts';
import { fakeSession, silent, thing } from './fakes.ts';

function setUp(post: () => Promise<void> = async () => undefined) {
  const clock = fakeClock();
  const session = fakeSession();
  const requests: AuthRequest[] = [];
  let phase: Phase = 'registered';
  const registrar: Registrar = {
    get phase() {
      return phase;
    },
    current: { connectionId: 'c', authRequestUrl: 'http://x/auth', agentManagerBaseUrl: 'http://x' },
    fqDeviceId: () => 'c::pump-1',
    register: async () => 'same',
    enter(next) {
      phase = next;
    },
  };
  const ids = fakeIds();
  const exchange = createAuthExchange({
    ...{ thing, clock, ids },
    post(_url, request) {
      requests.push(request);
      return post();
    },
  });
  const auth = createAuth({ exchange, registrar, clock, ids, log: silent });
  const answer = (request: AuthRequest | undefined, accessToken: string) => {
    const claims = Buffer.from(JSON.stringify({ nonce: request?.nonce })).toString('base64url');
    auth.receive(session, { idToken: `h.${claims}.s`, accessToken, state: request?.state ?? '' });
  };
  return { clock, session, auth, requests, answer, phase: () => phase };
}

test('the token that comes through the shadow lets the device in', async () => {
  const { clock, session, auth, requests, answer, phase } = setUp();
  auth.start(session);
  auth.start(session);
  await clock.advance(0);
  assert.equal(requests.length, 1);
  assert.deepEqual([requests[0]?.connectionId, requests[0]?.deviceId, requests[0]?.state], ['c', 'pump-1', 'req-1']);
  answer(requests[0], 'key');
  await clock.advance(0);
  assert.deepEqual([phase(), auth.accessToken()], ['authenticated', 'key']);
});

test('an answer that never comes is asked for again after 5 s, 10 s, 20 s, spread by chance', async () => {
  const { clock, session, auth, requests } = setUp();
  auth.start(session);
  const times: number[] = [];
  for (let second = 0; second < 200; second += 1) {
    await clock.advance(1_000);
    while (times.length < requests.length) times.push(second);
  }
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0) - 10);
  assert.ok(gaps.length >= 3);
  [5, 10, 20].forEach((most, index) => {
    const gap = gaps[index] ?? 0;
    assert.ok(gap <= most + 1 && gap >= most / 2 - 1, `gap ${index} is ${gap} s`);
  });
});

test('a refused request is repeated, an answer to an older one is not taken, and the order to authenticate ends the waiting', async () => {
  let refuse = true;
  const { clock, session, auth, requests, answer, phase } = setUp(async () => {
    if (refuse) throw new Error('HTTP 503');
  });
  auth.start(session);
  await clock.advance(1_000);
  refuse = false;
  auth.receive(session, AUTH_TRIGGER);
  await clock.advance(0);
  assert.deepEqual(
    requests.map((request) => request.state),
    ['req-1', 'req-2'],
  );
  answer(requests[0], 'stale');
  await clock.advance(0);
  assert.equal(auth.accessToken(), undefined);
  answer(requests[1], '-');
  await clock.advance(0);
  assert.deepEqual([phase(), auth.accessToken()], ['unauthenticated', undefined]);
});

test('an answer that comes late is taken as well, and ends the series', async () => {
  const { clock, session, auth, requests, answer, phase } = setUp();
  auth.start(session);
  await clock.advance(0);
  await clock.advance(10_500);
  answer(requests[0], 'late');
  await clock.advance(0);
  assert.deepEqual([phase(), auth.accessToken()], ['authenticated', 'late']);
  answer(requests[0], 'again');
  assert.equal(auth.accessToken(), 'late', 'one request has one answer');
  await clock.advance(3_600_000);
  assert.equal(requests.length, 1);
});

test('an answer from the connection that a device belonged to before is not taken', async () => {
  const { clock, session, auth, requests, answer } = setUp();
  auth.start(session);
  await clock.advance(10_500);
  auth.forget();
  answer(requests[0], 'old');
  assert.equal(auth.accessToken(), undefined);
});

test('nothing is asked when the session is over', async () => {
  const { clock, session, auth, requests } = setUp(async () => {
    throw new Error('HTTP 503');
  });
  auth.start(session);
  await clock.advance(1_000);
  session.drop();
  await clock.advance(3_600_000);
  assert.equal(requests.length, 1);
});
