import { createConnection, type Socket } from 'node:net';

/** Where to post: every body goes to the same address. */
export type Target = { port: number; path: string };

/**
 * Posts bodies over so many connections that stay open, one at a time on each, with as little work on this side as can be.
 * `pauseMs`: sends at this distance over all connections instead of as fast as answers come. Resolves with the latencies in
 * milliseconds; rejects at the first answer that is not 200.
 */
export async function postAll(
  { port, path }: Target,
  bodies: readonly Buffer[],
  { connections, pauseMs = 0 }: { connections: number; pauseMs?: number },
): Promise<number[]> {
  const begin = performance.now();
  const latencies: number[] = [];
  let next = 0;

  async function worker(): Promise<void> {
    const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
    const answers = answersOf(socket);
    try {
      while (next < bodies.length) {
        const index = next++;
        const due = begin + index * pauseMs;
        const early = due - performance.now();
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
        const sent = pauseMs > 0 ? Math.max(due, begin) : performance.now();
        const body = bodies[index] as Buffer;
        socket.write(head(path, body.length));
        socket.write(body);
        const status = await answers();
        if (status !== 200) throw new Error(`${path.slice(0, 12)}… was answered ${status}`);
        latencies.push(performance.now() - sent);
      }
    } finally {
      socket.destroy();
    }
  }
  await Promise.all(Array.from({ length: connections }, worker));
  return latencies;
}

/** The value below which so large a share (0–1) of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const head = (path: string, length: number): string =>
  `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: text/plain; charset=UTF-8\r\ncontent-length: ${length}\r\n\r\n`;

/** Gives the status of the next answer. Answers here have no body, so each ends with its head. */
function answersOf(socket: Socket): () => Promise<number> {
  let text = '';
  let waiting: { resolve(status: number): void; reject(error: Error): void } | undefined;
  socket.setEncoding('latin1');
  socket.on('data', (part: string) => {
    text += part;
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const status = Number(text.slice(9, 12));
    text = text.slice(end + 4);
    waiting?.resolve(status);
  });
  socket.on('close', () => waiting?.reject(new Error('the server closed the connection')));
  socket.on('error', (error) => waiting?.reject(error));
  return () =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
}
