import type { FeedChange, FeedMessage } from './schemas/feed.ts';

/** Reads server-sent events from a body. Comments (keep-alives) and events of unknown names are passed over. */
export async function* readFeed(body: ReadableStream<Uint8Array>): AsyncGenerator<FeedMessage> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    rest += text;
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = parseBlock(block);
      if (message) yield message;
    }
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
