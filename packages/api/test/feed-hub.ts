import type { ServerResponse } from 'node:http';
import type { FeedMessage } from '../src/index.ts';

export type FeedHub = {
  open(response: ServerResponse): void;
  announce(message: FeedMessage): void;
  opened(): Promise<void>;
  drop(): void;
};

/** The open feeds of the contract server. */
export function createFeedHub(): FeedHub {
  const streams = new Set<ServerResponse>();
  let waiting: (() => void)[] = [];
  return {
    open(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(encode({ event: 'ready' }));
      streams.add(response);
      response.on('close', () => streams.delete(response));
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    announce(message) {
      for (const stream of streams) stream.write(encode(message));
    },
    opened: () => (streams.size > 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    drop() {
      for (const stream of streams) stream.end();
      streams.clear();
    },
  };
}

function encode(message: FeedMessage): string {
  const data = message.event === 'changes' ? JSON.stringify(message.changes) : '{}';
  return `: keep-alive\n\nevent: ${message.event}\ndata: ${data}\n\n`;
}
