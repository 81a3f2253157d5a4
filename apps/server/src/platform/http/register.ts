import { Fault, ROUTES, type Role, type Route, type RouteId, requestSchemas } from '@thingdock/api';
import type { FastifyRequest } from 'fastify';
import type { SignedIn } from './caller.ts';
import type { ApiRequest, Handler, Handlers } from './handlers.ts';
import type { HttpServer } from './server.ts';
import { validator } from './validate.ts';

/** Who came in; the project at hand and their role in it, where the route has one. */
export type Entered = { user: SignedIn | undefined; projectId: string | undefined; role: Role | undefined };

/** Decides whether a request may go on. */
export type Gate = {
  /** Who sent the request: by API token or session cookie. `undefined` for nobody; throws for a wrong token. */
  signedIn(request: FastifyRequest): Promise<SignedIn | undefined>;
  /** The same, and checks the table of permissions. Throws a `Fault` when they may not. */
  enter(route: RouteId, request: FastifyRequest): Promise<Entered>;
};

/** Registers every route of the API with its handler. Each request is authorised first, then validated, then handled. */
export function registerRoutes(server: HttpServer, handlers: Handlers, gate: Gate): void {
  for (const id of Object.keys(ROUTES) as RouteId[]) registerRoute(server, id, handlers[id] as Handler<RouteId>, gate);
}

function registerRoute(server: HttpServer, id: RouteId, handler: Handler<RouteId>, gate: Gate): void {
  const route: Route = ROUTES[id];
  const { body, query } = requestSchemas(route);
  const checkBody = validator(body);
  const checkQuery = validator(query);

  server.route({
    method: route.method,
    url: route.path,
    async handler(request, reply) {
      const { user, projectId, role } = await gate.enter(id, request);
      const answer = await handler({
        params: request.params,
        query: checkQuery(request.query),
        body: checkBody(request.body ?? {}),
        caller: { user, projectId, role },
        get user(): SignedIn {
          if (!user) throw new Fault('sign_in_required');
          return user;
        },
        requestId: request.id,
      } as unknown as ApiRequest<RouteId>);
      return reply
        .status(route.status)
        .header('cache-control', 'no-store')
        .type('application/json')
        .send(JSON.stringify(answer));
    },
  });
}
