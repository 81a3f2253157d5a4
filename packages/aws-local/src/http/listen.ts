import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@thingdock/effects';
import type { Logger } from '../stand-in.ts';
import type { HttpAnswer } from './answer.ts';

export type Listening = { port: number; close(): Promise<void> };

export type ListenOptions = {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** With credentials the port speaks TLS. */
  credentials?: { key: string; cert: string };
  answer: (request: IncomingMessage) => Promise<HttpAnswer>;
  log: Logger;
};

/** Listens; rejects with a clear error when the port is taken. `close` ends idle connections at once and lets running answers finish. */
export async function listen({ host, port, credentials, answer, log }: ListenOptions): Promise<Listening> {
  let closing = false;
  const silent = new Set<ServerResponse>();
  const handler = (request: IncomingMessage, response: ServerResponse) => {
    answer(request)
      .then((result) => {
        if (closing) response.setHeader('connection', 'close');
        if (result.lost === undefined) write(response, result);
        else lose(response, closing ? 'disconnect' : result.lost, silent);
      })
      .catch((error: unknown) => {
        // The client went away in the middle of its body, or the state could not be written.
        log.warn({ event: 'http.aborted', error }, 'a request could not be answered');
        if (response.headersSent || response.destroyed) response.destroy();
        else write(response, { status: 500, headers: { connection: 'close' }, body: '' });
      });
  };
  const server: Server = credentials ? createTlsServer(credentials, handler) : createPlainServer(handler);
  await listening(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      closing = true;
      for (const response of silent) response.destroy();
      return closed(server);
    },
  };
}

/** Running answers get this long to finish; then a client that dawdles is cut off. */
const FINISH_WITHIN_MS = 3000;

async function closed(server: Server): Promise<void> {
  const done = new AbortController();
  const ended = new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeIdleConnections();
  });
  // Sockets live in real time, whatever the clock of a test says.
  const cut = systemClock.sleep(FINISH_WITHIN_MS, done.signal).then(
    () => server.closeAllConnections(),
    () => undefined,
  );
  await ended;
  done.abort();
  await cut;
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} on ${host} is taken. Choose another one, or 0 for a free one.`) : error);
    });
    server.listen(port, host, () => resolve());
  });
}

function write(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Leaves a request without an answer until its client goes away, or cuts it off. */
function lose(response: ServerResponse, how: 'timeout' | 'disconnect', silent: Set<ServerResponse>): void {
  if (how === 'disconnect' || response.destroyed) return void response.destroy();
  silent.add(response);
  response.once('close', () => silent.delete(response));
}
