import type { FastifyRequest } from 'fastify';
import type { HttpServer } from '../platform/http/index.ts';
import type { Auth } from './auth.ts';

/** Hands everything below /api/auth to better-auth: sign-in, sign-out, sessions. */
export function registerAuth(server: HttpServer, auth: Auth): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    async handler(request, reply) {
      const url = new URL(request.url, `${request.protocol}://${request.host}`);
      const answer = await auth.handler(
        new Request(url, {
          method: request.method,
          headers: webHeaders(request),
          ...(request.body === undefined || request.body === null ? {} : { body: JSON.stringify(request.body) }),
        }),
      );
      reply.status(answer.status);
      for (const [name, value] of answer.headers) if (name !== 'set-cookie') reply.header(name, value);
      for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie);
      return reply.send(Buffer.from(await answer.arrayBuffer()));
    },
  });
}

/** The headers of a request in the form of the web platform. */
export function webHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    // The body is written anew, so its old length would be a lie.
    if (value === undefined || name === 'content-length') continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  return headers;
}
