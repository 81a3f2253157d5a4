import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Open streams of server-sent events that count what they hear. */
export type Streams = {
  /** How often all of them have been told something since they were open. */
  heard(): number;
  /** Resolves when a stream hears this text. */
  hears(text: string): Promise<void>;
  close(): void;
};

/** Opens streams and waits until each is ready. */
export async function openStreams(count: number, port: number, path: string, token = ''): Promise<Streams> {
  let heard = 0;
  let awaited: { text: string; resolve: () => void } | undefined;
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.write(
      `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );
    await until(socket, 'event: ready');
    socket.on('data', (bytes: Buffer) => {
      if (bytes.includes('event: changes')) heard += 1;
      if (awaited && bytes.includes(awaited.text)) awaited.resolve();
    });
  }
  return {
    heard: () => heard,
    hears: (text) =>
      new Promise<void>((resolve) => {
        awaited = { text, resolve };
      }),
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function until(socket: Socket, text: string): Promise<void> {
  for (let read = ''; !read.includes(text); ) read += String((await once(socket, 'data'))[0]);
}
