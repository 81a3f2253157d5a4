import { Fault } from '@thingdock/api';
import type { Ids } from '@thingdock/effects';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import type { Logger } from '../logger.ts';
import { createDirect, type Direct } from './direct.ts';
import { answerProblem } from './problem-answer.ts';

export type HttpServer = FastifyInstance;

declare module 'fastify' {
  interface FastifyInstance {
    /** Posts that go past the framework. */
    direct: Pick<Direct, 'serve'>;
  }
}

export type HttpDeps = {
  log: Logger;
  ids: Ids;
  /** Where users and devices reach this server. */
  publicUrl: () => URL;
};

const BODY_LIMIT = 1_048_576;
/** Thing names have up to 128 characters; Fastify's own limit is 100. */
const PARAM_LIMIT = 200;
/** Methods that change nothing, and so may come from a link on another site. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Names of this machine that a browser on it may use; anything else in `Host` is a rebinding attack or a wrong set-up. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The HTTP server without routes: request ids, problem answers, and no requests from other web sites. */
export function createHttpServer({ log, ids, publicUrl }: HttpDeps): HttpServer {
  const direct = createDirect({ log, ids });
  const server = fastify({
    serverFactory: direct.serverFactory,
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: PARAM_LIMIT },
    genReqId: () => ids.uuid(),
    // Lines of the log that speak of a request name it themselves.
    childLoggerFactory: (logger) => logger,
    forceCloseConnections: 'idle',
  });

  server.decorate('direct', direct);

  /** The name that the last accepted request had: nearly all have the same. */
  let lastHost: string | undefined;
  server.addHook('onRequest', (request, _reply, done) => {
    const { host, origin } = request.headers;
    const refuse = () => done(new Fault('cross_origin_refused', { details: { url: publicUrl().origin } }));
    if (host !== lastHost) {
      const hostname = new URL(`http://${host ?? 'localhost'}`).hostname;
      if (!LOOPBACK.has(hostname) && hostname !== publicUrl().hostname) return refuse();
      lastHost = host;
    }
    if (SAFE.has(request.method) || origin === undefined) return done();
    const ours = [publicUrl().origin, `http://${host}`, `https://${host}`];
    return ours.includes(origin) ? done() : refuse();
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    done(null, payload);
  });
  server.addHook('onResponse', (request, reply, done) => {
    // The route's pattern, not its URL: paths carry capabilities.
    const route = request.routeOptions.url ?? '(none)';
    log.debug({ event: 'request', method: request.method, route, status: reply.statusCode, id: request.id }, 'request');
    done();
  });
  server.setErrorHandler(answerProblem);
  server.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?');
    return answerProblem(new Fault('route_not_found', { details: { method: request.method, path } }), request, reply);
  });
  return server;
}
