/** What the broker answers, as bytes of MQTT 3.1.1. */

const PUBLISH = 0x30;
const QOS_1 = 0x02;
const RETAIN = 0x01;

export const PINGRESP = Buffer.from([0xd0, 0x00]);

export type Publication = { topic: string; payload: Buffer; retain: boolean };

/** With a packet identifier the message is of QoS 1. */
export function publishPacket({ topic, payload, retain }: Publication, packetId?: number): Buffer {
  const topicBytes = Buffer.byteLength(topic);
  const length = 2 + topicBytes + (packetId === undefined ? 0 : 2) + payload.length;
  const packet = Buffer.allocUnsafe(1 + lengthBytes(length) + length);
  packet[0] = PUBLISH | (packetId === undefined ? 0 : QOS_1) | (retain ? RETAIN : 0);
  let at = writeLength(packet, length);
  at = packet.writeUInt16BE(topicBytes, at);
  at += packet.write(topic, at);
  if (packetId !== undefined) at = packet.writeUInt16BE(packetId, at);
  payload.copy(packet, at);
  return packet;
}

export function pubackPacket(packetId: number): Buffer {
  return Buffer.from([0x40, 0x02, packetId >> 8, packetId & 0xff]);
}

/** CONNACK return codes of MQTT 3.1.1. */
export const REFUSED = { identifier: 2, notAuthorized: 5 } as const;

export function connackPacket(returnCode: number, sessionPresent: boolean): Buffer {
  return Buffer.from([0x20, 0x02, sessionPresent ? 1 : 0, returnCode]);
}

/** CONNACK of MQTT 5, "unsupported protocol version": says in the client's own protocol that it is not spoken here. */
export const VERSION_REFUSED = Buffer.from([0x20, 0x03, 0x00, 0x84, 0x00]);

/** `granted`: a QoS, or 0x80 for a refusal; few enough that the length fits into one byte. */
export function subackPacket(packetId: number, granted: readonly number[]): Buffer {
  return Buffer.from([0x90, 2 + granted.length, packetId >> 8, packetId & 0xff, ...granted]);
}

export function unsubackPacket(packetId: number): Buffer {
  return Buffer.from([0xb0, 0x02, packetId >> 8, packetId & 0xff]);
}

/** MQTT's variable length: seven bits a byte, the lowest first. */
function lengthBytes(length: number): number {
  if (length < 128) return 1;
  if (length < 16_384) return 2;
  return length < 2_097_152 ? 3 : 4;
}

function writeLength(packet: Buffer, length: number): number {
  let left = length;
  let at = 1;
  do {
    packet[at] = (left & 0x7f) | (left > 0x7f ? 0x80 : 0);
    left >>= 7;
    at += 1;
  } while (left > 0);
  return at;
}
