import {
  encodeFrame,
  type JsonObject,
  parseResponseFrame,
  REQUEST_TRIES,
  type ResponseFrame,
} from '@thingdock/device-protocol';

/** Agents wait 30 s for an answer before they repeat a request; tests have less time. */
const ANSWER_MS = 4_000;

/** Control requests that wait for their answer. */
export type Requests = {
  /** Repeats the request while no answer comes, as agents do. Rejects after the last try. */
  send(topic: string, body: JsonObject, options?: { id?: string; try?: number }): Promise<ResponseFrame>;
  /** Takes a message of `msg/to_device`. */
  answer(payload: Uint8Array): void;
  /** The connection is gone, and with it every answer. */
  fail(reason: string): void;
};

type Waiting = { resolve(frame: ResponseFrame): void; reject(error: Error): void };

export function createRequests(publish: (payload: string) => Promise<void>, answerMs = ANSWER_MS): Requests {
  const waiting = new Map<string, Waiting>();
  let count = 0;

  return {
    async send(topic, body, options = {}) {
      count += 1;
      const { id = String(count), try: first = 1 } = options;
      const { promise, resolve, reject } = Promise.withResolvers<ResponseFrame>();
      waiting.set(id, { resolve, reject });
      let attempt = first;
      const attend = () => {
        if (attempt > REQUEST_TRIES) return reject(new Error(`no answer to ${topic}, asked ${REQUEST_TRIES} times`));
        const more = attempt > 1 ? { try: attempt } : {};
        attempt += 1;
        // Not awaited: what is under way when a connection ends is never acknowledged.
        publish(encodeFrame({ type: 'req', id, topic, body, ...more })).catch(reject);
      };
      const repeat = setInterval(attend, answerMs);
      try {
        attend();
        return await promise;
      } finally {
        clearInterval(repeat);
        waiting.delete(id);
      }
    },
    answer(payload) {
      const frame = parseResponseFrame(payload);
      if (frame.ok) waiting.get(frame.value.id)?.resolve(frame.value);
    },
    fail(reason) {
      for (const { reject } of waiting.values()) reject(new Error(reason));
    },
  };
}
