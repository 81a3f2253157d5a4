import { encodeFrame, type JsonObject, parseResponseFrame, type ResponseFrame } from '@thingdock/device-protocol';

const ANSWER_MS = 10_000;

/** Control requests that wait for their answer. */
export type Requests = {
  send(topic: string, body: JsonObject, options?: { id?: string; try?: number }): Promise<ResponseFrame>;
  /** Takes a message of `msg/to_device`. */
  answer(payload: Uint8Array): void;
  /** The connection is gone, and with it every answer. */
  fail(reason: string): void;
};

type Waiting = { resolve(frame: ResponseFrame): void; reject(error: Error): void };

export function createRequests(publish: (payload: string) => Promise<void>): Requests {
  const waiting = new Map<string, Waiting>();
  let count = 0;

  return {
    async send(topic, body, options = {}) {
      count += 1;
      const { id = String(count), try: attempt } = options;
      const { promise, resolve, reject } = Promise.withResolvers<ResponseFrame>();
      waiting.set(id, { resolve, reject });
      const late = setTimeout(() => reject(new Error(`no answer to ${topic} within ${ANSWER_MS} ms`)), ANSWER_MS);
      try {
        // Not awaited: what is under way when a connection ends is never acknowledged.
        publish(encodeFrame({ type: 'req', id, topic, body, ...(attempt ? { try: attempt } : {}) })).catch(reject);
        return await promise;
      } finally {
        clearTimeout(late);
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
