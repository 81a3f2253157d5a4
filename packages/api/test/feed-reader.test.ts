import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FeedChange, type FeedMessage, readFeed } from '../src/index.ts';

async function readAll(chunks: readonly Uint8Array[]): Promise<FeedMessage[]> {
  const messages: FeedMessage[] = [];
  for await (const message of readFeed(ReadableStream.from(chunks))) messages.push(message);
  return messages;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const change: FeedChange = { type: 'device', projectId: 'p1', keys: ['c1/Prüfstand-1'] };
const STREAM = `: hello\n\nevent: ready\ndata: {}\n\nevent: changes\ndata: ${JSON.stringify([change])}\n\nevent: refetch\ndata: {}\n\n`;
const MESSAGES: FeedMessage[] = [{ event: 'ready' }, { event: 'changes', changes: [change] }, { event: 'refetch' }];

test('messages are read however the network cuts the stream, in the middle of a character too', async () => {
  const whole = bytes(STREAM);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: whole.length })), async (cuts) => {
      const points = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
      const chunks = points.slice(1).map((end, index) => whole.slice(points[index], end));
      assert.deepEqual(await readAll(chunks), MESSAGES);
    }),
  );
});

test('comments and events of unknown names are passed over', async () => {
  assert.deepEqual(await readAll([bytes(': keep-alive\n\nevent: later\ndata: {}\n\nevent: ready\ndata: {}\n\n')]), [
    { event: 'ready' },
  ]);
});

test('a message that the stream ends within is not given', async () => {
  assert.deepEqual(await readAll([bytes('event: ready\ndata: {}\n\nevent: refetch\n')]), [{ event: 'ready' }]);
});
