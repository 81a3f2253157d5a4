import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromPush, fromShadow, isOwnToken, type StatusPush } from './observe.ts';
import { type DeviceState, HOLD_MS, type Observation, reduce, release, UNSEEN, withoutShadow } from './reduce.ts';

const T0 = 1_790_000_000;

function push(version: number, part: Partial<StatusPush>): StatusPush {
  const timestamp = T0 + version;
  return {
    thingName: 'dev1',
    enebular: {},
    version,
    timestamp,
    clientToken: null,
    receivedAt: timestamp * 1_000,
    ...part,
  };
}
const flag = (connected: unknown) => ({ awsiot: { connected } });
const connect = (version: number) => push(version, { enebular: flag(true), clientToken: `dev1-${version}` });
const goodbye = (version: number) => push(version, { enebular: flag(false), clientToken: `dev1-${version}` });
const will = (version: number) => push(version, { enebular: flag(false) });
const info = (version: number, v: string) =>
  push(version, { enebular: { agent: { type: 'enebular-agent', v } }, clientToken: `dev1-${version}` });

const NOW = (T0 + 1_000) * 1_000;
const take = (state: DeviceState, seen: Observation) => reduce(state, seen, NOW);
/** What is left once the wills that are held back have had their time. */
const settled = (state: DeviceState): DeviceState => release(state, NOW + HOLD_MS);

const replay = (observations: readonly Observation[], start: DeviceState = UNSEEN): DeviceState =>
  settled(observations.reduce((state, seen) => take(state, seen).state, start));

describe('the status of a device', () => {
  it('is unknown until its shadow says something', () => {
    assert.deepEqual([UNSEEN.status, UNSEEN.reason], ['unknown', 'never_seen']);
    const state = replay([fromPush(info(1, '2.18.2'))]);
    assert.deepEqual([state.status, state.agent?.v, state.speaks], ['unknown', '2.18.2', true]);
  });

  it('is connected since the device said so', () => {
    const state = replay([fromPush(connect(3))]);
    assert.deepEqual([state.status, state.reason, state.source], ['connected', null, 'push']);
    assert.equal(state.since, (T0 + 3) * 1_000);
    assert.equal(state.lastSeenAt, (T0 + 3) * 1_000);
  });

  it('tells a clean stop from a lost connection by the token', () => {
    assert.equal(replay([fromPush(goodbye(3))]).reason, 'clean_disconnect');
    assert.equal(replay([fromPush(will(3))]).reason, 'connection_lost');
    const byHand = push(3, { enebular: flag(false), clientToken: 'console' });
    assert.equal(replay([fromPush(byHand)]).reason, 'reported_by_shadow');
  });

  it('knows the tokens of long client ids, of which agents use the end', () => {
    const long = `${'a'.repeat(30)}${'b'.repeat(48)}`;
    assert.ok(isOwnToken(long, `${'b'.repeat(48)}-12`));
    assert.ok(!isOwnToken(long, `${long}-12`));
    assert.ok(!isOwnToken('dev1', 'dev1-'));
    assert.ok(!isOwnToken('dev1', 'dev10-1'));
  });

  it('counts only a JSON boolean as the flag', () => {
    for (const value of ['true', 1, {}, [], 'false'])
      assert.equal(replay([fromPush(push(2, { enebular: flag(value) }))]).status, 'unknown');
  });

  it('is unknown again when somebody deletes the flag', () => {
    for (const enebular of [null, { awsiot: null }, flag(null)])
      assert.equal(replay([fromPush(connect(2)), fromPush(push(3, { enebular }))]).status, 'unknown');
  });

  it('begins anew with each connection that the device announces, and with no repetition', () => {
    const first = take(UNSEEN, fromPush(connect(2)));
    assert.equal(first.began, true);
    assert.equal(take(first.state, fromPush(connect(2))).began, false);
    const again = take(first.state, fromPush(connect(9)));
    assert.equal(again.began, true);
    assert.equal(again.state.since, (T0 + 9) * 1_000);
  });

  it('accepts a lower version only with a newer time, since a shadow that was deleted counts from 1 again', () => {
    const old = replay([fromPush(connect(900))]);
    assert.equal(take(old, fromPush(will(5))).state, old);
    const timestamp = T0 + 900 + 50 * 3_600;
    const reborn = { ...will(1), timestamp, receivedAt: timestamp * 1_000 };
    const state = settled(take(old, fromPush(reborn)).state);
    assert.equal(state.status, 'disconnected');
    assert.equal(take(state, fromPush(connect(901))).state.status, 'disconnected', 'the former shadow is history');
  });
});

describe('a look at the shadow', () => {
  const shadow = (version: number, connected: boolean | undefined, writtenAt = T0 + version) => ({
    version,
    timestamp: T0 + version,
    state: { reported: { enebular: { ...(connected === undefined ? {} : flag(connected)) } } },
    metadata: { reported: { enebular: { awsiot: { connected: { timestamp: writtenAt } } } } },
  });

  it('finds the status and since when', () => {
    const state = replay([fromShadow(shadow(7, true, T0 + 5), 0)]);
    assert.deepEqual([state.status, state.source, state.since], ['connected', 'sync', (T0 + 5) * 1_000]);
    assert.equal(replay([fromShadow(shadow(7, false), 0)]).reason, 'reported_by_shadow');
    assert.deepEqual(replay([fromShadow(shadow(7, undefined), 0)]).reason, 'never_seen');
  });

  it('keeps the reason that a message brought when it meets the same word', () => {
    const state = replay([fromPush(goodbye(4)), fromShadow(shadow(9, false, T0 + 4), 0)]);
    assert.deepEqual([state.reason, state.source, state.flagAt?.version], ['clean_disconnect', 'push', 9]);
  });

  it('does not settle whether a will that is held back is of this connection, unless it says so', () => {
    const held = take(replay([fromPush(connect(2))]), fromPush(will(3))).state;
    assert.equal(take(held, fromShadow(shadow(5, false, T0 + 3), 0)).state, held);
    const back = take(held, fromShadow(shadow(5, true, T0 + 4), 0)).state;
    assert.deepEqual([back.status, back.held], ['connected', null]);
  });

  it('does not bring back a connection of which AWS said that it ended', () => {
    const online = replay([fromPush(connect(2))]);
    const gone: DeviceState = { ...online, status: 'disconnected', since: (T0 + 60) * 1_000, source: 'presence' };
    assert.equal(take(gone, fromShadow(shadow(5, true, T0 + 2), 0)).state.status, 'disconnected');
    assert.equal(take(gone, fromShadow(shadow(6, true, T0 + 90), 0)).state.status, 'connected');
  });

  it('finds a word that was missed', () => {
    const state = replay([fromPush(will(4)), fromShadow(shadow(9, false, T0 + 8), 0)]);
    assert.deepEqual([state.reason, state.since], ['reported_by_shadow', (T0 + 8) * 1_000]);
  });

  it('makes a status that a message brought unknown when there is no shadow any more', () => {
    const state = withoutShadow(replay([fromPush(connect(4))]));
    assert.deepEqual([state.status, state.reason, state.since], ['unknown', 'never_seen', null]);
    assert.equal(withoutShadow(state), state);
  });
});

describe('messages in any order', () => {
  const message = fc.oneof(
    fc.constant(connect),
    fc.constant(goodbye),
    fc.constant(will),
    fc.integer({ min: 1, max: 3 }).map((n) => (version: number) => info(version, `1.0.${n}`)),
  );
  /** A history of one shadow: versions rise, times follow them with the jitter of AWS's clocks. */
  const history = fc
    .array(fc.record({ message, jitter: fc.integer({ min: -3, max: 3 }) }), { minLength: 1, maxLength: 12 })
    .map((steps) =>
      steps.map(({ message: make, jitter }, index) => {
        const made = make(index + 1);
        return fromPush({ ...made, timestamp: made.timestamp + jitter });
      }),
    );
  const shuffled = history.chain((observations) =>
    fc.record({
      observations: fc.constant(observations),
      // Each at least once, some several times.
      delivered: fc
        .array(fc.nat({ max: observations.length - 1 }), { maxLength: 10 })
        .chain((repeats) =>
          fc.shuffledSubarray([...observations.keys(), ...repeats], {
            minLength: observations.length + repeats.length,
          }),
        )
        .map((order) => order.flatMap((index) => observations[index] ?? [])),
    }),
  );

  /** Since when it is so is not among it: who hears of a connection late knows it from what the device sent in it. */
  const essence = ({ status, flagAt, agent, agentAt, speaks, lastSeenAt, held }: DeviceState) => ({
    ...{ status, flagAt, agent, agentAt, speaks, lastSeenAt, held },
  });

  it('end the same, however they are repeated and shuffled', () => {
    fc.assert(
      fc.property(shuffled, ({ observations, delivered }) => {
        assert.deepEqual(essence(replay(delivered)), essence(replay(observations)));
      }),
    );
  });

  it('change nothing once what is newest has been seen', () => {
    fc.assert(
      fc.property(shuffled, ({ observations, delivered }) => {
        const known = replay(observations);
        for (const late of delivered) assert.equal(take(known, late).state, known);
      }),
    );
  });
});
