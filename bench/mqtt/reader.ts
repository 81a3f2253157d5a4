export const CONNACK = 2;
export const PUBLISH = 3;
export const PUBACK = 4;
export const SUBACK = 9;

/** Kind, flags and content of a packet. The content is only good until the call returns. */
export type OnPacket = (kind: number, flags: number, body: Buffer) => void;

/** Cuts a stream of bytes into MQTT packets. */
export function packetReader(onPacket: OnPacket): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      const head = headAt(bytes, at);
      if (!head || bytes.length < head.end) break;
      const first = bytes[at] ?? 0;
      onPacket(first >> 4, first & 15, bytes.subarray(head.start, head.end));
      at = head.end;
    }
    rest = bytes.subarray(at);
  };
}

/** The packet id of a PUBLISH of QoS 1. */
export const publishId = (body: Buffer) => body.readUInt16BE(2 + body.readUInt16BE(0));

/** Where the content of the packet begins and ends; undefined while its length has not come in whole. */
function headAt(bytes: Buffer, at: number): { start: number; end: number } | undefined {
  let length = 0;
  for (let index = 1; index <= 4; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    length += (byte & 127) * 128 ** (index - 1);
    if (byte < 128) return { start: at + index + 1, end: at + index + 1 + length };
  }
  throw new Error('a packet has a length that MQTT does not know');
}
