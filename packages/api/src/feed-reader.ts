import type { FeedChange, FeedMessage } from './schemas/feed.ts';

/** Reads server-sent events from a body. Comments (keep-alives) and events of unknown names are passed over. */
export async function* readFeed(body: ReadableStream<Uint8Array>): AsyncGenerator<FeedMessage> {
  let rest = '';
  for await (const text of readTexts(body)) {
    rest += text;
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = parseBlock(block);
      if (message) yield message;
    }
  }
}

/** By a reader, since not every browser can iterate over a stream. Whoever leaves early closes the stream. */
async function* readTexts(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read())
      yield decoder.decode(part.value, { stream: true });
  } finally {
    await reader.cancel();
  }
}

function parseBlock(block: string): FeedMessage | undefined {
  const lines = block.split('\n');
  const event = lines.find((line) => line.startsWith('event: '))?.slice('event: '.length);
  const data = lines.find((line) => line.startsWith('data: '))?.slice('data: '.length);
  if (event === 'ready' || event === 'refetch') return { event };
  if (event === 'changes' && data) return { event, changes: JSON.parse(data) as FeedChange[] };
  return undefined;
}
