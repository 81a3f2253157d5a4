import {
  encodeFrame,
  fromDeviceTopic,
  type JsonObject,
  LAST_REQUEST_ID,
  parseResponseFrame,
  REQUEST_TIMEOUT_MS,
  REQUEST_TRIES,
  type RequestFrame,
  type ResponseFrame,
  responseBody,
  type ThingName,
} from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { Link } from '../connection/connection.ts';
import type { Session } from '../connection/session.ts';
import type { Log } from '../platform/log.ts';
import { chance, within } from '../platform/timing.ts';

/** Why a request brought no answer: no connection, nothing came, or the cloud said no (then in its words). */
export class RequestFailed extends Error {
  readonly kind: 'offline' | 'timeout' | 'refused';

  constructor(kind: 'offline' | 'timeout' | 'refused', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Asks the cloud things over MQTT. */
export type Messenger = {
  /** Resolves with the answer's body; rejects with RequestFailed. */
  request(topic: string, body: JsonObject): Promise<JsonObject>;
  /** Takes what the cloud published on the device's answer topic. */
  receive(payload: Uint8Array): void;
};

export type MessengerDeps = { link: Pick<Link, 'current'>; thing: ThingName; clock: Clock; ids: Ids; log: Log };

export function createMessenger({ link, thing, clock, ids, log }: MessengerDeps): Messenger {
  const waiting = new Map<string, (frame: ResponseFrame) => void>();
  // Starts anywhere, so that a late answer to the process before this one is not taken for an answer to this one.
  let lastId = Math.floor(chance(ids) * LAST_REQUEST_ID);

  async function tryOnce(session: Session, frame: RequestFrame, answer: Promise<ResponseFrame>) {
    try {
      // The answer may overtake the broker's receipt, and a receipt that never comes must not stop the clock.
      const sent = session.publish(fromDeviceTopic(thing), encodeFrame(frame)).then(() => answer);
      return await within(Promise.race([sent, answer]), { clock, ms: REQUEST_TIMEOUT_MS, signal: session.signal });
    } catch {
      throw new RequestFailed('offline', `the connection was lost during ${frame.topic}`);
    }
  }

  async function request(topic: string, body: JsonObject): Promise<JsonObject> {
    const session = link.current();
    if (!session) throw new RequestFailed('offline', `there is no connection for ${topic}`);
    lastId = lastId >= LAST_REQUEST_ID ? 0 : lastId + 1;
    const frame: RequestFrame = { type: 'req', id: String(lastId), topic, body };
    const { promise, resolve } = Promise.withResolvers<ResponseFrame>();
    waiting.set(frame.id, resolve);
    try {
      for (let attempt = 1; attempt <= REQUEST_TRIES; attempt += 1) {
        const answered = await tryOnce(session, attempt === 1 ? frame : { ...frame, try: attempt }, promise);
        if (answered.inTime) return bodyOf(answered.value, topic);
        log.warn('messenger.no-answer', { topic, id: frame.id, attempt });
      }
      throw new RequestFailed('timeout', `the control plane did not answer ${topic} (${REQUEST_TRIES} tries)`);
    } finally {
      waiting.delete(frame.id);
    }
  }

  return {
    request,
    receive(payload) {
      const frame = parseResponseFrame(payload);
      if (!frame.ok) return log.debug('messenger.not-an-answer', { problem: frame.problem });
      const resolve = waiting.get(frame.value.id);
      if (resolve) resolve(frame.value);
      else log.debug('messenger.late-answer', { id: frame.value.id });
    },
  };
}

function bodyOf(frame: ResponseFrame, topic: string): JsonObject {
  const body = responseBody(frame);
  if (!body.ok) throw new RequestFailed('refused', `${topic}: ${body.problem}`);
  return body.value;
}
