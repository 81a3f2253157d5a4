import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Packet as ForeignPacket, generate } from 'mqtt-packet';
import { MalformedPacket, type Packet, PacketReader } from './packet-reader.ts';

const LIMIT = 256 * 1024;

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((one) => !/[+#\0]/.test(one));
const payload = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const packetId = fc.integer({ min: 1, max: 65_535 });
const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);
const will = fc.record({ topic: text, payload, qos, retain: fc.boolean() }, { noNullPrototype: true });

/** Packets as a foreign library writes them, each with what must be read from it. */
const packets: fc.Arbitrary<[ForeignPacket, Packet]> = fc.oneof(
  fc
    .record({
      clientId: text,
      clean: fc.boolean(),
      keepalive: fc.nat(65_535),
      will: fc.option(will, { nil: undefined }),
    })
    .map(({ will: testament, ...rest }): [ForeignPacket, Packet] => {
      const fields = { cmd: 'connect' as const, ...rest, ...(testament && { will: testament }) };
      return [
        { ...fields, protocolId: 'MQTT', protocolVersion: 4 },
        { ...fields, protocolVersion: 4 },
      ];
    }),
  fc
    .record({ topic: text, payload, qos, retain: fc.boolean(), messageId: packetId })
    .map(({ messageId, ...rest }): [ForeignPacket, Packet] => {
      const fields = { cmd: 'publish' as const, ...rest, ...(rest.qos > 0 && { messageId }) };
      return [{ ...fields, dup: false }, fields];
    }),
  fc
    .record({
      messageId: packetId,
      subscriptions: fc.array(fc.record({ topic: text, qos }, { noNullPrototype: true }), {
        minLength: 1,
        maxLength: 9,
      }),
    })
    .map((fields): [ForeignPacket, Packet] => [
      { cmd: 'subscribe', ...fields },
      { cmd: 'subscribe', ...fields },
    ]),
  fc
    .record({ messageId: packetId, unsubscriptions: fc.array(text, { minLength: 1, maxLength: 9 }) })
    .map((fields): [ForeignPacket, Packet] => [
      { cmd: 'unsubscribe', ...fields },
      { cmd: 'unsubscribe', ...fields },
    ]),
  packetId.map((messageId): [ForeignPacket, Packet] => [
    { cmd: 'puback', messageId },
    { cmd: 'puback', messageId },
  ]),
  fc.constantFrom<[ForeignPacket, Packet]>(
    [{ cmd: 'pingreq' }, { cmd: 'pingreq' }],
    [{ cmd: 'disconnect' }, { cmd: 'disconnect' }],
    [{ cmd: 'pubrel', messageId: 1 }, { cmd: 'other' }],
  ),
);

/** The bytes in pieces of these sizes, over and over. */
function* pieces(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

describe('the reader of packets', () => {
  test('reads what another library writes, in whatever pieces it comes', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(packets, { maxLength: 8 }), sizes, (all, cuts) => {
        const bytes = Buffer.concat(all.map(([foreign]) => generate(foreign)));
        const reader = new PacketReader(LIMIT);
        const read: Packet[] = [];
        for (const piece of pieces(bytes, cuts)) reader.read(Buffer.from(piece), (packet) => read.push(packet) > 0);
        assert.deepEqual(
          read,
          all.map(([, expected]) => expected),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('reads long packets, with a length of two, three and four bytes', () => {
    for (const size of [128, 20_000, 130_000]) {
      const long = Buffer.alloc(size, 'x');
      const bytes = generate({ cmd: 'publish', topic: 'a', payload: long, qos: 0, dup: false, retain: false });
      const read: Packet[] = [];
      new PacketReader(LIMIT).read(bytes, (packet) => read.push(packet) > 0);
      assert.deepEqual(read, [{ cmd: 'publish', topic: 'a', payload: long, qos: 0, retain: false }]);
    }
  });

  test('meets any bytes with packets or a MalformedPacket, never with another error', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      // Right at first, and then wrong somewhere.
      fc.tuple(packets, fc.nat(), fc.nat(255)).map(([[foreign], at, value]) => {
        const right = generate(foreign);
        right[at % right.length] = value;
        return right;
      }),
    );
    fc.assert(
      fc.property(bytes, (all) => {
        try {
          new PacketReader(LIMIT).read(Buffer.from(all), () => true);
        } catch (error) {
          assert.ok(error instanceof MalformedPacket, String(error));
        }
      }),
      { numRuns: 5000 },
    );
  });

  test('stops when its taker has heard enough', () => {
    const two = Buffer.concat([generate({ cmd: 'pingreq' }), generate({ cmd: 'pingreq' })]);
    let count = 0;
    new PacketReader(LIMIT).read(two, () => {
      count += 1;
      return false;
    });
    assert.equal(count, 1);
  });

  test('refuses a packet that is too large before it has come', () => {
    const reader = new PacketReader(1000);
    assert.throws(() => reader.read(Buffer.from([0x30, 0xe9, 0x07, 0x00]), () => true), MalformedPacket);
  });
});
