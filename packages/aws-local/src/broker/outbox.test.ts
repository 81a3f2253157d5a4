import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Outbox, type Outgoing } from './outbox.ts';

const message = (number: number): Outgoing => ({ topic: String(number), payload: Buffer.alloc(1), retain: false });

test('nothing is lost and everything is in order, whatever the client acknowledges and however often it goes away', () => {
  const steps = fc.array(fc.constantFrom('push', 'push', 'push', 'acknowledge', 'away', 'back'), { maxLength: 300 });
  fc.assert(
    fc.property(steps, (all) => {
      const outbox = new Outbox();
      const settled: string[] = [];
      let wire: [id: number, topic: string][] = [];
      let pushed = 0;
      const port = {
        send: ({ topic }: Outgoing, id: number) => wire.push([id, topic]) > 0,
        settled: ({ topic }: Outgoing) => void settled.push(topic),
      };
      const come = () => {
        wire = [];
        outbox.attach(port);
      };
      const acknowledge = () => {
        const [first] = wire.splice(0, 1);
        if (first) outbox.acknowledge(first[0]);
      };
      for (const step of all) {
        if (step === 'push') {
          outbox.push(message(pushed));
          pushed += 1;
        } else if (step === 'acknowledge') acknowledge();
        else if (step === 'away') {
          outbox.detach();
          wire = [];
        } else {
          outbox.detach();
          come();
        }
        assert.ok(wire.length <= 100);
      }
      outbox.detach();
      come();
      while (wire.length > 0) acknowledge();
      assert.deepEqual(
        settled,
        Array.from({ length: pushed }, (_, number) => String(number)),
      );
      assert.deepEqual([outbox.size, outbox.bytes], [0, 0]);
    }),
  );
});

test('a message that the client may not have any more is settled without being sent', () => {
  const outbox = new Outbox();
  const settled: string[] = [];
  outbox.push(message(1));
  outbox.attach({ send: () => false, settled: ({ topic }) => void settled.push(topic) });
  assert.deepEqual([settled, outbox.size], [['1'], 0]);
});
