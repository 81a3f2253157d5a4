import {
  type JsonObject,
  parseShadow,
  parseShadowAnswer,
  type ShadowAnswer,
  type ShadowView,
  shadowTopic,
  type ThingName,
} from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { Session } from '../connection/session.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { backoff, chance, within } from '../platform/timing.ts';

/** The shadow service did not do what was asked; the message says why. */
export class ShadowError extends Error {
  /** The service's own code, such as 404 for a shadow that does not exist; absent when there was no answer. */
  readonly code: number | undefined;

  constructor(message: string, code?: number) {
    super(message);
    this.code = code;
  }
}

export type Shadow = {
  /** Writes until the service accepts; rejects only when the signal aborts. */
  persist(session: Session, document: JsonObject, signal: AbortSignal): Promise<void>;
  /** Reads the whole shadow; undefined when there is none. Tries until the session ends. */
  read(session: Session): Promise<ShadowView | undefined>;
  /** Takes an answer of the shadow service. */
  receive(topic: AnswerTopic, payload: Uint8Array): void;
};

export type AnswerTopic = 'updateAccepted' | 'updateRejected' | 'getAccepted' | 'getRejected';

export type ShadowDeps = { thing: ThingName; clientId: string; clock: Clock; ids: Ids; log: Log };

const ANSWER_TIMEOUT_MS = 10_000;
const RETRY = { first: 2_000, most: 300_000 };
type Answer = { topic: AnswerTopic; answer: ShadowAnswer; payload: Uint8Array };

/**
 * Writes go without `version`: the device owns what it reports, so a write of the cloud in between is no conflict, and
 * AWS would answer the version of a moment ago with 409.
 */
export function createShadow({ thing, clientId, clock, ids, log }: ShadowDeps): Shadow {
  const waiting = new Map<string, (answer: Answer) => void>();
  // At most 48 characters of the client id: AWS takes tokens of up to 64 bytes.
  const tokenPrefix = clientId.slice(-48);
  let count = 0;

  async function ask(session: Session, topic: 'update' | 'get', document: JsonObject): Promise<Answer> {
    const clientToken = `${tokenPrefix}-${count}`;
    count += 1;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    waiting.set(clientToken, resolve);
    try {
      await session.publish(shadowTopic(thing, topic), JSON.stringify({ ...document, clientToken }));
      const answered = await within(promise, { clock, ms: ANSWER_TIMEOUT_MS, signal: session.signal });
      if (!answered.inTime) throw new ShadowError(`no answer to shadow ${topic} within ${ANSWER_TIMEOUT_MS} ms`);
      return answered.value;
    } finally {
      waiting.delete(clientToken);
    }
  }

  /** Writes once. Rejects with ShadowError when the service refuses or does not answer. */
  async function update(session: Session, document: JsonObject): Promise<void> {
    const { topic, answer } = await ask(session, 'update', document);
    if (topic === 'updateRejected') throw rejected('update', answer);
  }

  async function get(session: Session): Promise<ShadowView | undefined> {
    const { topic, answer, payload } = await ask(session, 'get', {});
    if (topic === 'getRejected' && answer.code === 404) return undefined;
    if (topic === 'getRejected') throw rejected('get', answer);
    const view = parseShadow(payload);
    if (!view.ok) throw new ShadowError(view.problem);
    return view.value;
  }

  /** Does it again, with growing waiting times, until it succeeds or the signal aborts. */
  async function insist<T>(what: string, action: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      signal.throwIfAborted();
      try {
        return await action();
      } catch (error) {
        signal.throwIfAborted();
        const waitMs = backoff(failures, RETRY, chance(ids));
        log.warn(`shadow.${what}-failed`, { reason: reasonOf(error), failures, waitMs });
        await clock.sleep(waitMs, signal);
      }
    }
  }

  return {
    persist: (session, document, signal) => insist('update', () => update(session, document), signal),
    read: (session) => insist('get', () => get(session), session.signal),
    receive(topic, payload) {
      const answer = parseShadowAnswer(payload);
      if (!answer.ok) return log.warn('shadow.answer-not-understood', { topic, problem: answer.problem });
      const token = answer.value.clientToken;
      if (token) waiting.get(token)?.({ topic, answer: answer.value, payload });
    },
  };
}

function rejected(operation: string, { code, reason }: ShadowAnswer): ShadowError {
  return new ShadowError(`shadow ${operation} rejected: ${code ?? '?'} ${reason ?? ''}`.trim(), code);
}
