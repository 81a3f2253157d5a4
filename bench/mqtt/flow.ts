import type { Client } from './client.ts';
import * as packets from './packets.ts';
import { PUBACK, PUBLISH, publishId } from './reader.ts';

export type Flow = { publishers: readonly { client: Client; topic: string }[]; subscriber: Client };

export type FlowOptions = {
  /** How many messages in all. */
  count: number;
  /** How many of one publisher may wait for their PUBACK. */
  window: number;
  payload: Buffer;
};

/**
 * Sends messages of QoS 1 and resolves when the subscriber has got every one of them. A publisher sends its next message as soon as one is
 * acknowledged; the subscriber acknowledges all that came in one piece at once.
 */
export async function pump({ publishers, subscriber }: Flow, { count, window, payload }: FlowOptions): Promise<void> {
  const received = receive(subscriber, count);
  let left = count;
  const starts = publishers.map(({ client, topic }) => {
    const ready = Array.from({ length: window }, (_, index) => packets.publish(topic, payload, index + 1));
    const take = (wanted: number) => {
      const given = Math.min(wanted, left);
      left -= given;
      return given;
    };
    sendOnAck(client, ready, take);
    return () => client.send(Buffer.concat(ready.slice(0, take(window))));
  });
  for (const start of starts) start();
  await received;
}

/** @param take how many of so many messages may still be sent */
function sendOnAck(client: Client, ready: readonly Buffer[], take: (wanted: number) => number): void {
  let free: number[] = [];
  client.listen(
    (kind, _flags, body) => {
      if (kind === PUBACK) free.push(body.readUInt16BE(0));
    },
    () => {
      const ids = free.slice(0, take(free.length));
      free = [];
      if (ids.length > 0) client.send(Buffer.concat(ids.map((id) => ready[id - 1] ?? Buffer.alloc(0))));
    },
  );
}

function receive(client: Client, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = count;
  let ids: number[] = [];
  client.listen(
    (kind, _flags, body) => {
      if (kind !== PUBLISH) return;
      ids.push(publishId(body));
      left -= 1;
    },
    () => {
      if (ids.length > 0) client.send(packets.pubacks(ids));
      ids = [];
      if (left <= 0) resolve();
    },
  );
  return promise;
}
