import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, type Client, Fault, type FeedMessage, toProblem } from '@thingdock/api';
import { type FakeClock, fakeClock } from '@thingdock/testkit';
import { Failure } from '../src/failures.ts';
import { type Followed, follow } from '../src/follow/follow.ts';
import { isTemporary } from '../src/follow/temporary.ts';

/** A feed whose messages a test gives out by hand; it ends when told to, or fails from the start. */
function handFeed(): { feed: Client['feed']; say(message: FeedMessage): void; opened: number; down: boolean } {
  let waiting: ((message: FeedMessage) => void) | undefined;
  const hand = {
    opened: 0,
    down: false,
    say: (message: FeedMessage) => waiting?.(message),
    async *feed({ signal }: { signal?: AbortSignal }): AsyncGenerator<FeedMessage> {
      hand.opened += 1;
      if (hand.down) throw new TypeError('fetch failed', { cause: new Error('refused') });
      yield { event: 'ready' };
      for (;;) {
        const { promise, resolve, reject } = Promise.withResolvers<FeedMessage>();
        waiting = resolve;
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        yield await promise;
      }
    },
  };
  return hand;
}

type Setup = {
  clock: FakeClock;
  hand: ReturnType<typeof handFeed>;
  looks: number;
  end(value: string): void;
  stop(): void;
};

/** Follows something that ends when the test says so, and counts how often it was looked at. */
function following(over: Partial<Followed<string>> = {}, down = false): Setup & { result: Promise<string> } {
  const clock = fakeClock();
  const hand = handFeed();
  hand.down = down;
  const interrupted = new AbortController();
  let value: string | undefined;
  const setup: Setup = {
    clock,
    hand,
    looks: 0,
    end: (given) => {
      value = given;
    },
    stop: () => interrupted.abort(new Failure('interrupted')),
  };
  const result = follow<string>(
    { feed: hand.feed, clock, signal: interrupted.signal },
    {
      projectId: 'p',
      type: 'operation',
      key: 'o-1',
      look: async () => {
        setup.looks += 1;
        return value;
      },
      seconds: 900,
      what: 'The operation',
      command: 'thingdock connections show c',
      members: () => ({ last: 'seen' }),
      ...over,
    },
  );
  // A test that expects a rejection awaits it later; until then it is not unhandled.
  result.catch(() => undefined);
  return Object.assign(setup, { result });
}

const change = (...keys: string[]): FeedMessage => ({
  event: 'changes',
  changes: [{ type: 'operation', projectId: 'p', keys }],
});

test('a change on the feed is seen at once, without any time passing', async () => {
  const it = following();
  await it.clock.advance(0);
  const before = it.looks;
  it.end('done');
  it.hand.say(change('o-1'));
  assert.equal(await it.result, 'done');
  assert.equal(it.looks, before + 1);
});

test('changes of other things cost no request', async () => {
  const it = following();
  await it.clock.advance(0);
  const before = it.looks;
  it.hand.say(change('o-2'));
  await it.clock.advance(0);
  it.hand.say({ event: 'changes', changes: [{ type: 'device', projectId: 'p', keys: ['o-1'] }] });
  await it.clock.advance(0);
  assert.equal(it.looks, before);
  it.stop();
  await assert.rejects(it.result);
});

test('without a feed it asks every second, and tries to open the feed again', async () => {
  const it = following({}, true);
  await it.clock.advance(5_000);
  assert.ok(it.looks >= 5 && it.looks <= 12, `looked ${it.looks} times`);
  assert.ok(it.hand.opened >= 5);
  it.end('done');
  await it.clock.advance(1_000);
  assert.equal(await it.result, 'done');
});

test('with a silent feed it asks every ten seconds, in case a message got lost', async () => {
  const it = following();
  await it.clock.advance(0);
  const before = it.looks;
  await it.clock.advance(30_000);
  assert.equal(it.looks - before, 3);
  it.end('done');
  await it.clock.advance(10_000);
  assert.equal(await it.result, 'done');
});

test('when time is up it says so, with the command that shows how it went on', async () => {
  const it = following({ seconds: 5 });
  await it.clock.advance(5_000);
  await assert.rejects(it.result, (error) => {
    assert.ok(error instanceof Failure);
    assert.equal(error.code, 'wait_timed_out');
    assert.deepEqual(error.members, { last: 'seen' });
    assert.match(
      error.message,
      /not finished after 5 seconds and goes on without you\. See "thingdock connections show c"/,
    );
    return true;
  });
  assert.equal(it.clock.sleeping, 0);
});

test('a wait that is interrupted ends with the reason and leaves nothing asleep', async () => {
  const it = following();
  await it.clock.advance(0);
  it.stop();
  await assert.rejects(it.result, { code: 'interrupted' });
  assert.equal(it.clock.sleeping, 0);
});

const unreachable = () => Promise.reject(new Failure('server_unreachable', { details: { url: 'x', reason: 'y' } }));

test('a restart of the server is waited out', async () => {
  let up = false;
  const it = following({ look: () => (up ? Promise.resolve('done') : unreachable()) }, true);
  await it.clock.advance(30_000);
  up = true;
  await it.clock.advance(1_000);
  assert.equal(await it.result, 'done');
});

test('a server that stays away for a minute ends the wait', async () => {
  const it = following({ look: unreachable }, true);
  await it.clock.advance(62_000);
  await assert.rejects(it.result, { code: 'server_unreachable' });
});

test('any other error ends the wait at once', async () => {
  const it = following({ look: () => Promise.reject(new ApiError(toProblem(new Fault('token_invalid'), 'r'))) });
  await assert.rejects(it.result, { code: 'token_invalid' });
});

test('only faults of the moment are temporary', () => {
  const answer = (code: 'shutting_down' | 'not_found') => new ApiError(toProblem(new Fault(code), 'r'));
  assert.ok(isTemporary(answer('shutting_down')));
  assert.ok(!isTemporary(answer('not_found')));
  assert.ok(!isTemporary(new TypeError('undefined is not a function')));
});
