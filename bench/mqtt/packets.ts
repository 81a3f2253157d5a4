/** The few MQTT 3.1.1 packets that a load generator sends, ready to be written. */

const CONNECT = 0x10;
const PUBLISH = 0x30;
const PUBACK = 0x40;
const SUBSCRIBE = 0x82;

/** @param seconds of the keep-alive */
export function connect(clientId: string, seconds = 1200): Buffer {
  const cleanSession = 0x02;
  const head = Buffer.from([0, 4, ...Buffer.from('MQTT'), 4, cleanSession, seconds >> 8, seconds & 0xff]);
  return packet(CONNECT, Buffer.concat([head, text(clientId)]));
}

/** QoS 1; an id from 1 to 65535. */
export function publish(topic: string, payload: Buffer, id: number): Buffer {
  return packet(PUBLISH | 0x02, Buffer.concat([text(topic), number(id), payload]));
}

export function subscribe(filter: string, id: number): Buffer {
  return packet(SUBSCRIBE, Buffer.concat([number(id), text(filter), Buffer.from([1])]));
}

/** One for each id, in one piece. */
export function pubacks(ids: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(ids.length * 4);
  for (const [index, id] of ids.entries()) {
    bytes[index * 4] = PUBACK;
    bytes[index * 4 + 1] = 2;
    bytes.writeUInt16BE(id, index * 4 + 2);
  }
  return bytes;
}

function packet(first: number, body: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = body.length; ; rest >>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([first, ...length]), body]);
}

function number(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function text(value: string): Buffer {
  return Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(value)]);
}
