import { Fault, ROUTES, type Role, type Route, type RouteId, requestSchemas } from '@thingdock/api';
import type { FastifyRequest } from 'fastify';
import type { SignedIn } from './caller.ts';
import type { ApiRequest, Handler, Handlers } from './handlers.ts';
import type { HttpServer } from './server.ts';
import { validator } from './validate.ts';

/** Decides whether a request may go on; `authorize` throws a `Fault` when not. */
export type Gate = {
  /** Who sent the request: by API token or session cookie. `undefined` for nobody; throws for a wrong token. */
  signedIn(request: FastifyRequest): Promise<SignedIn | undefined>;
  /** Checks the table of permissions. Returns the project at hand and the caller's role in it. */
  authorize(
    route: RouteId,
    params: Record<string, string>,
    user: SignedIn | undefined,
  ): Promise<{ projectId: string | undefined; role: Role | undefined }>;
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
      const user = await gate.signedIn(request);
      const params = request.params as Record<string, string>;
      const { projectId, role } = await gate.authorize(id, params, user);
      const answer = await handler({
        params,
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
