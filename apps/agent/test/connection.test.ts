import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FakeClock, fakeClock, fakeIds } from '@thingdock/testkit';
import { createConnection } from '../src/connection/connection.ts';
import { connectOptions } from '../src/connection/session.ts';
import { type FakeSession, fakeSession, silent, thing } from './fakes.ts';

function setUp(open: (clock: FakeClock) => FakeSession) {
  const clock = fakeClock();
  const sessions: FakeSession[] = [];
  const started: FakeSession[] = [];
  const connection = createConnection({
    ...{ thing, clock, ids: fakeIds(), log: silent },
    async open() {
      const session = open(clock);
      sessions.push(session);
      return session;
    },
    onMessage: () => undefined,
    onSession: () => {
      const session = sessions.at(-1);
      if (session) started.push(session);
    },
  });
  const stop = new AbortController();
  void connection.run(stop.signal);
  return { clock, sessions, started, connection, stop };
}

test('sessions that end at once come back more and more slowly, good ones quickly', async () => {
  const opened: number[] = [];
  let short = 6;
  const { clock, sessions, stop } = setUp((clock) => {
    const session = fakeSession();
    opened.push(clock.now());
    short -= 1;
    if (short > 0) queueMicrotask(() => session.drop());
    return session;
  });
  await clock.advance(90_000);
  const gaps = opened.slice(1).map((at, index) => at - (opened[index] ?? 0));
  assert.equal(gaps.length, 5);
  gaps.forEach((gap, index) => {
    assert.ok(gap <= 1_000 * 2 ** index && gap >= 500 * 2 ** index, `gap ${index} is ${gap} ms`);
  });
  sessions.at(-1)?.drop();
  await clock.advance(1_000);
  assert.equal(sessions.length, 7, 'a session of more than 20 s is followed by another within a second');
  stop.abort();
});

test('nothing is sent before every subscription is granted, and a refused one ends the session', async () => {
  let refuse = true;
  const { clock, sessions, started, connection, stop } = setUp(() => {
    const session = fakeSession();
    const refused = refuse;
    refuse = false;
    return {
      ...session,
      subscribe: async (topics) => {
        assert.ok(topics.length <= 8, 'AWS takes at most eight topics in one SUBSCRIBE');
        if (refused) throw new Error('the broker refused the subscription');
      },
    };
  });
  await clock.advance(0);
  assert.equal(started.length, 0);
  assert.equal(sessions[0]?.signal.aborted, true);
  assert.equal(connection.current(), undefined);
  await clock.advance(1_000);
  assert.equal(started.length, 1);
  assert.equal(await connection.online(stop.signal), connection.current());
  stop.abort();
});

test('the session is clean MQTT 3.1.1 with the will that the shadow rule expects and a keep-alive of 30 s', () => {
  const pem = { ca: 'a', cert: 'b', key: 'c' };
  const options = connectOptions({
    host: 'iot.example',
    port: 8883,
    clientId: 'x',
    thingName: thing,
    keepalive: 30,
    ...pem,
  });
  assert.equal(options.servername, 'iot.example');
  assert.equal(options.protocolVersion, 4);
  assert.equal(options.clean, true);
  assert.equal(options.rejectUnauthorized, true);
  assert.equal(options.will?.topic, 'enebular/things/pump-1/shadow/update');
  assert.equal(String(options.will?.payload), '{"state":{"reported":{"enebular":{"awsiot":{"connected":false}}}}}');
  assert.equal(
    connectOptions({ host: '127.0.0.1', port: 1, clientId: 'x', thingName: thing, keepalive: 30, ...pem }).servername,
    undefined,
  );
});
