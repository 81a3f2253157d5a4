import type { Connection } from './connection.ts';
import { Outbox, type OutboxPort, type Outgoing } from './outbox.ts';
import { type Publication, publishPacket } from './packets.ts';

/** Beyond this a client's waiting messages are dropped: it takes them more slowly than they come, or not at all. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

export type SessionPort = {
  /** Writes a message down for a session that outlives its connection; gives the key to delete it by. */
  keep(clientId: string, message: Publication): string;
  release(key: string): void;
  dropped(clientId: string): void;
};

/** What a client has asked for: its subscriptions, and the QoS 1 messages that it has not acknowledged. */
export class Session {
  readonly clientId: string;
  /** It outlives its connection. */
  readonly isPersistent: boolean;
  readonly subscriptions = new Map<string, 0 | 1>();
  /** Milliseconds since the epoch; undefined while it is connected. */
  offlineSince: number | undefined;
  #connection: Connection | undefined;
  #outbox: Outbox | undefined;
  readonly #port: SessionPort;

  constructor(clientId: string, isPersistent: boolean, port: SessionPort) {
    this.clientId = clientId;
    this.isPersistent = isPersistent;
    this.#port = port;
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Sends everything that waits. */
  attach(connection: Connection): void {
    this.#connection = connection;
    this.offlineSince = undefined;
    this.#outbox?.attach(this.#outboxPort(connection));
  }

  detach(now: number): void {
    this.#connection = undefined;
    this.offlineSince = now;
    this.#outbox?.detach();
  }

  acknowledge(packetId: number): void {
    this.#outbox?.acknowledge(packetId);
  }

  /** Gives a message of QoS 0 to the client, if it is there. `packet`: its bytes. */
  offer(topic: string, packet: () => Buffer): void {
    const connection = this.#connection;
    if (!connection?.login?.permissions.mayReceive(topic)) return;
    if (connection.isClogged) this.#port.dropped(this.clientId);
    else connection.write(packet());
  }

  /** Gives a message of QoS 1 to the client, now or when it comes back. */
  send(message: Publication): void {
    const connection = this.#connection;
    if (connection && !connection.login?.permissions.mayReceive(message.topic)) return;
    if (!connection && !this.isPersistent) return;
    if (this.#outbox && this.#outbox.bytes > MAX_WAITING_BYTES) {
      this.#port.dropped(this.clientId);
      return;
    }
    this.#queue().push(this.isPersistent ? { ...message, key: this.#port.keep(this.clientId, message) } : message);
  }

  /** Takes back what was kept before a restart. */
  restore(message: Outgoing): void {
    this.#queue().push(message);
  }

  /** Forgets what waits. */
  clear(): void {
    for (const { key } of this.#outbox?.all() ?? []) if (key !== undefined) this.#port.release(key);
    this.#outbox = undefined;
  }

  #queue(): Outbox {
    if (this.#outbox) return this.#outbox;
    this.#outbox = new Outbox();
    if (this.#connection) this.#outbox.attach(this.#outboxPort(this.#connection));
    return this.#outbox;
  }

  #outboxPort(connection: Connection): OutboxPort {
    return {
      send: (message, packetId) => {
        // Asked again for what has waited: rights may have changed since.
        if (!connection.login?.permissions.mayReceive(message.topic)) return false;
        connection.write(publishPacket(message, packetId));
        return true;
      },
      settled: ({ key }) => {
        if (key !== undefined) this.#port.release(key);
      },
    };
  }
}
