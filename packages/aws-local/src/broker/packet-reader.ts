/**
 * Reads the packets of MQTT 3.1.1 that clients send, out of whatever pieces they come in.
 * https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html
 *
 * Written by hand for the sake of fleets: the usual library costs each silent connection two kilobytes, and each message more than its delivery.
 */

export type Will = { topic: string; payload: Buffer; qos: 0 | 1 | 2; retain: boolean };

export type ConnectPacket = {
  cmd: 'connect';
  protocolVersion: number;
  clientId: string;
  clean: boolean;
  keepalive: number;
  will?: Will;
};
export type PublishPacket = {
  cmd: 'publish';
  topic: string;
  payload: Buffer;
  qos: 0 | 1 | 2;
  retain: boolean;
  /** With QoS 0 there is none. */
  messageId?: number;
};
export type SubscribePacket = {
  cmd: 'subscribe';
  messageId: number;
  subscriptions: { topic: string; qos: 0 | 1 | 2 }[];
};
export type UnsubscribePacket = { cmd: 'unsubscribe'; messageId: number; unsubscriptions: string[] };
/** `other`: a packet that clients of AWS IoT have no use for, or that only servers send. */
export type PlainPacket = { cmd: 'puback'; messageId: number } | { cmd: 'pingreq' | 'disconnect' | 'other' };

export type Packet = ConnectPacket | PublishPacket | SubscribePacket | UnsubscribePacket | PlainPacket;

/** Bytes that are no packet. */
export class MalformedPacket extends Error {}

const NOTHING = Buffer.alloc(0);

export class PacketReader {
  readonly #maxBytes: number;
  #rest: Buffer = NOTHING;

  /** A packet that is longer is malformed, and found to be so before it has come. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Hands on every packet that is whole. Throws MalformedPacket. `take` returns whether to go on. */
  read(chunk: Buffer, take: (packet: Packet) => boolean): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    this.#rest = NOTHING;
    for (;;) {
      const header = lengthAt(bytes, at + 1);
      if (header && header.length > this.#maxBytes)
        throw new MalformedPacket('a packet is larger than any that is taken');
      const end = header ? header.from + header.length : Number.POSITIVE_INFINITY;
      if (!header || end > bytes.length) break;
      const goOn = take(packetOf(bytes[at] ?? 0, bytes.subarray(header.from, end)));
      if (!goOn) return;
      at = end;
    }
    // A copy, since the chunk may be large and the rest small.
    if (at < bytes.length) this.#rest = at === 0 ? bytes : Buffer.from(bytes.subarray(at));
  }
}

/** MQTT's variable length: seven bits a byte, the lowest first. Undefined when it has not come whole. */
function lengthAt(bytes: Buffer, start: number): { length: number; from: number } | undefined {
  let length = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    length |= (byte & 0x7f) << (7 * index);
    if (byte < 0x80) return { length, from: start + index + 1 };
  }
  throw new MalformedPacket('the length of a packet is malformed');
}

function packetOf(first: number, body: Buffer): Packet {
  const type = first >> 4;
  const flags = first & 0x0f;
  if (type === 3) return publishOf(flags, new Fields(body));
  const needed = type === 8 || type === 10 || type === 6 ? 2 : 0;
  if (flags !== needed) throw new MalformedPacket('reserved bits of a packet are set');
  switch (type) {
    case 1:
      return connectOf(new Fields(body));
    case 4:
      return { cmd: 'puback', messageId: new Fields(body).packetId() };
    case 8:
      return subscribeOf(new Fields(body));
    case 10:
      return unsubscribeOf(new Fields(body));
    case 12:
      return { cmd: 'pingreq' };
    case 14:
      return { cmd: 'disconnect' };
    default:
      return { cmd: 'other' };
  }
}

function connectOf(fields: Fields): ConnectPacket {
  const protocol = fields.text();
  const protocolVersion = fields.byte();
  if (protocol !== 'MQTT' && protocol !== 'MQIsdp') throw new MalformedPacket('the protocol is not MQTT');
  const base = { cmd: 'connect', protocolVersion, clientId: '', clean: true, keepalive: 0 } as const;
  // What follows has another form there, and is not needed to say no.
  if (protocolVersion === 5) return base;
  if (protocolVersion !== 3 && protocolVersion !== 4) throw new MalformedPacket('the version of MQTT is unknown');
  const flags = fields.byte();
  if (flags & 1) throw new MalformedPacket('reserved bits of a packet are set');
  const keepalive = fields.number();
  const clientId = fields.text();
  const packet = { ...base, clientId, clean: (flags & 0x02) !== 0, keepalive };
  if ((flags & 0x04) === 0) {
    if (flags & 0x38) throw new MalformedPacket('there is no will, but its flags are set');
    return packet;
  }
  const topic = fields.text();
  // Copied, since the will is kept as long as the connection lasts, and its chunk is larger.
  const payload = Buffer.from(fields.bytes());
  return { ...packet, will: { topic, payload, qos: qosOf((flags >> 3) & 3), retain: (flags & 0x20) !== 0 } };
}

function publishOf(flags: number, fields: Fields): PublishPacket {
  const qos = qosOf((flags >> 1) & 3);
  const topic = fields.text();
  const retain = (flags & 1) !== 0;
  if (qos === 0) return { cmd: 'publish', topic, payload: fields.rest(), qos, retain };
  const messageId = fields.packetId();
  return { cmd: 'publish', topic, payload: fields.rest(), qos, retain, messageId };
}

function subscribeOf(fields: Fields): SubscribePacket {
  const messageId = fields.packetId();
  const subscriptions: SubscribePacket['subscriptions'] = [];
  while (!fields.isDone) subscriptions.push({ topic: fields.text(), qos: qosOf(fields.byte()) });
  if (subscriptions.length === 0) throw new MalformedPacket('SUBSCRIBE without a filter');
  return { cmd: 'subscribe', messageId, subscriptions };
}

function unsubscribeOf(fields: Fields): UnsubscribePacket {
  const messageId = fields.packetId();
  const unsubscriptions: string[] = [];
  while (!fields.isDone) unsubscriptions.push(fields.text());
  if (unsubscriptions.length === 0) throw new MalformedPacket('UNSUBSCRIBE without a filter');
  return { cmd: 'unsubscribe', messageId, unsubscriptions };
}

function qosOf(bits: number): 0 | 1 | 2 {
  if (bits !== 0 && bits !== 1 && bits !== 2) throw new MalformedPacket('there is no such QoS');
  return bits;
}

/** The fields of a packet, one after the other. */
class Fields {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  get isDone(): boolean {
    return this.#at >= this.#body.length;
  }

  byte(): number {
    const value = this.#body[this.#at];
    if (value === undefined) throw new MalformedPacket('a packet ends too early');
    this.#at += 1;
    return value;
  }

  number(): number {
    return (this.byte() << 8) | this.byte();
  }

  /** [MQTT-2.3.1-1] */
  packetId(): number {
    const value = this.number();
    if (value === 0) throw new MalformedPacket('a packet identifier is 0');
    return value;
  }

  bytes(): Buffer {
    const end = this.number() + this.#at;
    if (end > this.#body.length) throw new MalformedPacket('a packet ends too early');
    const value = this.#body.subarray(this.#at, end);
    this.#at = end;
    return value;
  }

  text(): string {
    return this.bytes().toString();
  }

  rest(): Buffer {
    const value = this.#body.subarray(this.#at);
    this.#at = this.#body.length;
    return value;
  }
}
