import { type JsonObject, parseThingName, type ThingName } from '@thingdock/device-protocol';
import type { Session } from '../src/connection/session.ts';
import { RequestFailed } from '../src/messenger/messenger.ts';
import type { Log } from '../src/platform/log.ts';

const name = parseThingName('pump-1');
if (!name.ok) throw new Error(name.problem);
export const thing: ThingName = name.value;

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

export type FakeSession = Session & {
  published: { topic: string; payload: JsonObject }[];
  drop(reason?: string): void;
};

/** A session that keeps what is published and ends when told to. */
export function fakeSession(): FakeSession {
  const gone = new AbortController();
  const published: FakeSession['published'] = [];
  return {
    signal: gone.signal,
    published,
    async publish(topic, payload) {
      gone.signal.throwIfAborted();
      published.push({ topic, payload: JSON.parse(payload) });
    },
    subscribe: async () => gone.signal.throwIfAborted(),
    end: async () => gone.abort(new Error('ended')),
    abandon: () => gone.abort(new Error('abandoned')),
    drop: (reason = 'dropped') => gone.abort(new Error(reason)),
  };
}

/** A link whose session a test sets by hand. */
export function fakeLink(session: Session | undefined) {
  const link = {
    session,
    current: () => link.session,
    online: async (signal: AbortSignal) => {
      signal.throwIfAborted();
      if (!link.session) throw new Error('the test has no session');
      return link.session;
    },
  };
  return link;
}

export type Question = { topic: string; body: JsonObject; answer(body: JsonObject): void; fail(error?: Error): void };

/** A messenger whose requests a test answers by hand. */
export function fakeMessenger() {
  const questions: Question[] = [];
  return {
    questions,
    request: (topic: string, body: JsonObject) =>
      new Promise<JsonObject>((resolve, reject) => {
        const fail = (error = new RequestFailed('timeout', 'no answer')) => reject(error);
        questions.push({ topic, body, answer: resolve, fail });
      }),
  };
}
