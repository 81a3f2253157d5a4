import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { Fault } from '@thingdock/api';
import type { Ids } from '@thingdock/effects';
import type { FastifyServerFactory } from 'fastify';
import type { Logger } from '../logger.ts';
import { problemOf } from './problem-answer.ts';

/** A post to a path below the prefix of its handler. */
export type DirectRequest = {
  /** What follows the prefix, without the query. */
  rest: string;
  header(name: string): string | undefined;
  body: string;
};

export type DirectOptions = {
  /** Bytes. */
  bodyLimit: number;
  /** When it resolves, the answer is 200 and empty; what it rejects with is answered as a problem. */
  handle(request: DirectRequest): Promise<void>;
};

/**
 * Posts that programs make by the ten thousand, and for which the framework does nothing but take time: no session, no origin,
 * no parameters, no body in the answer.
 */
export type Direct = {
  /** Takes over posts to all paths that begin with the prefix. */
  serve(prefix: string, options: DirectOptions): void;
  /** Makes the server: everything else goes to the framework. */
  serverFactory: FastifyServerFactory;
};

export function createDirect({ log, ids }: { log: Logger; ids: Ids }): Direct {
  const handlers: (DirectOptions & { prefix: string })[] = [];

  const before =
    (framework: RequestListener): RequestListener =>
    (request, response) => {
      const { method, url = '' } = request;
      const found = method === 'POST' ? handlers.find(({ prefix }) => url.startsWith(prefix)) : undefined;
      if (!found) return framework(request, response);
      answer(found, request, response).catch((error: unknown) => {
        // The one who asked has gone, or broke off what it was sending.
        log.debug({ event: 'request.broken_off', err: error }, 'a request was broken off');
        response.destroy();
      });
    };

  async function answer(
    { prefix, bodyLimit, handle }: DirectOptions & { prefix: string },
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { url = '', headers } = request;
    const end = url.indexOf('?');
    const body = await read(request, bodyLimit);
    try {
      if (body === undefined) throw new Fault('payload_too_large', { details: { limit: 'size' } });
      const header = (name: string) => headers[name]?.toString();
      await handle({ rest: url.slice(prefix.length, end < 0 ? undefined : end), header, body });
      response.writeHead(200, { 'cache-control': 'no-store', 'content-type': 'text/plain', 'content-length': 0 }).end();
    } catch (error) {
      const id = ids.uuid();
      const { status, text } = problemOf(error, { id, log });
      const rest = body === undefined ? { connection: 'close' } : {};
      const plain = { 'cache-control': 'no-store', 'x-request-id': id, 'x-content-type-options': 'nosniff', ...rest };
      response.writeHead(status, { ...plain, 'content-type': 'application/problem+json' }).end(text);
    }
    log.debug({ event: 'request', method: 'POST', route: `${prefix}*`, status: response.statusCode }, 'request');
  }

  return {
    serve: (prefix, options) => void handlers.push({ prefix, ...options }),
    serverFactory(framework, options) {
      const server: Server = createServer(before(framework as RequestListener));
      // As the framework sets up a server of its own.
      const { keepAliveTimeout, requestTimeout, connectionTimeout } = options as unknown as Record<string, number>;
      if (keepAliveTimeout !== undefined) server.keepAliveTimeout = keepAliveTimeout;
      if (requestTimeout !== undefined) server.requestTimeout = requestTimeout;
      return server.setTimeout(connectionTimeout);
    },
  };
}

/** The body; undefined when it is longer than `limit` bytes. Rejects when it breaks off. */
async function read(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else resolve(undefined);
    });
    request.on('end', () => resolve((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString('utf8')));
    request.on('error', reject);
  });
}
