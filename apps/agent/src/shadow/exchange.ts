import {
  type JsonObject,
  parseShadowAnswer,
  type ShadowAnswer,
  shadowTopic,
  type ThingName,
} from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import type { Session } from '../connection/session.ts';
import type { Log } from '../platform/log.ts';
import { within } from '../platform/timing.ts';

/** The shadow service did not do what was asked; the message says why. */
export class ShadowError extends Error {}

export type AnswerTopic = 'updateAccepted' | 'updateRejected' | 'getAccepted' | 'getRejected';
export type Answer = { topic: AnswerTopic; answer: ShadowAnswer; payload: Uint8Array };

/** Questions to the shadow service, each told from the others by its client token. */
export type Exchange = {
  /** Resolves with the answer, also with a rejection; rejects with ShadowError when none comes. */
  ask(session: Session, topic: 'update' | 'get', document: JsonObject): Promise<Answer>;
  receive(topic: AnswerTopic, payload: Uint8Array): void;
};

const ANSWER_TIMEOUT_MS = 10_000;

export function createExchange(deps: { thing: ThingName; clientId: string; clock: Clock; log: Log }): Exchange {
  const { thing, clock, log } = deps;
  const waiting = new Map<string, (answer: Answer) => void>();
  // At most 48 characters of the client id: AWS takes tokens of up to 64 bytes.
  const prefix = deps.clientId.slice(-48);
  let count = 0;

  return {
    async ask(session, topic, document) {
      const clientToken = `${prefix}-${count}`;
      count += 1;
      const { promise, resolve } = Promise.withResolvers<Answer>();
      waiting.set(clientToken, resolve);
      try {
        const payload = JSON.stringify({ ...document, clientToken });
        const sent = session.publish(shadowTopic(thing, topic), payload).then(() => promise);
        const answer = Promise.race([sent, promise]);
        const answered = await within(answer, { clock, ms: ANSWER_TIMEOUT_MS, signal: session.signal });
        if (!answered.inTime) throw new ShadowError(`no answer to shadow ${topic} within ${ANSWER_TIMEOUT_MS} ms`);
        return answered.value;
      } finally {
        waiting.delete(clientToken);
      }
    },
    receive(topic, payload) {
      const answer = parseShadowAnswer(payload);
      if (!answer.ok) return log.warn('shadow.answer-not-understood', { topic, problem: answer.problem });
      const token = answer.value.clientToken;
      if (token) waiting.get(token)?.({ topic, answer: answer.value, payload });
    },
  };
}
