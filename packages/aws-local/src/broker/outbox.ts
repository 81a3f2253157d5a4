import type { Publication } from './packets.ts';

/** A QoS 1 message on its way to one client. `key`: where it is kept, if it must outlive this process. */
export type Outgoing = Publication & { key?: string };

export type OutboxPort = {
  /** Puts a message on the wire. False: the client may not have it any more, so it counts as delivered. */
  send(message: Outgoing, packetId: number): boolean;
  /** The message is done with. */
  settled(message: Outgoing): void;
};

// "Maximum outbound unacknowledged QoS 1 publish requests": AWS IoT has 100 of one client under way at a time.
const MAX_IN_FLIGHT = 100;
const MAX_PACKET_ID = 65_535;

/** A client's QoS 1 messages, in order: those that wait, and those that were sent and wait for their PUBACK. */
export class Outbox {
  readonly #waiting: Outgoing[] = [];
  readonly #inFlight = new Map<number, Outgoing>();
  /** How many at the front of `#waiting` have gone already; cutting them off one by one would move all others each time. */
  #gone = 0;
  #lastId = 0;
  #bytes = 0;
  #port: OutboxPort | undefined;

  get size(): number {
    return this.#waiting.length - this.#gone + this.#inFlight.size;
  }

  /** Bytes of payload that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  push(message: Outgoing): void {
    this.#waiting.push(message);
    this.#bytes += message.payload.length;
    this.#pump();
  }

  acknowledge(packetId: number): void {
    const message = this.#inFlight.get(packetId);
    // A client may acknowledge what it had before a reconnect; that message has a new number by then.
    if (!message || !this.#port) return;
    this.#inFlight.delete(packetId);
    this.#port.settled(message);
    this.#pump();
  }

  /** The client is there: everything that waits goes out, oldest first. */
  attach(port: OutboxPort): void {
    this.#port = port;
    this.#pump();
  }

  /** The client is gone: what it has not acknowledged waits again, before everything else. */
  detach(): void {
    this.#port = undefined;
    const unacknowledged = [...this.#inFlight.values()];
    this.#inFlight.clear();
    this.#waiting.splice(0, this.#gone, ...unacknowledged);
    this.#gone = 0;
    for (const { payload } of unacknowledged) this.#bytes += payload.length;
  }

  /** Everything that has not been acknowledged. */
  all(): Outgoing[] {
    return [...this.#inFlight.values(), ...this.#waiting.slice(this.#gone)];
  }

  #pump(): void {
    while (this.#port && this.#inFlight.size < MAX_IN_FLIGHT) {
      const message = this.#take();
      if (!message) return;
      const packetId = this.#nextId();
      this.#inFlight.set(packetId, message);
      if (this.#port.send(message, packetId)) continue;
      this.#inFlight.delete(packetId);
      this.#port.settled(message);
    }
  }

  #take(): Outgoing | undefined {
    const message = this.#waiting[this.#gone];
    if (!message) return undefined;
    this.#gone += 1;
    this.#bytes -= message.payload.length;
    if (this.#gone === this.#waiting.length || this.#gone > 1000) {
      this.#waiting.splice(0, this.#gone);
      this.#gone = 0;
    }
    return message;
  }

  #nextId(): number {
    do this.#lastId = (this.#lastId % MAX_PACKET_ID) + 1;
    while (this.#inFlight.has(this.#lastId));
    return this.#lastId;
  }
}
