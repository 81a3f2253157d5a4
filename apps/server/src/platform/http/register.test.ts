import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ROUTES, type Route, type RouteId } from '@thingdock/api';
import { randomIds } from '@thingdock/effects';
import { pino } from 'pino';
import type { Handlers } from './handlers.ts';
import { registerRoutes } from './register.ts';
import { createHttpServer, type HttpServer } from './server.ts';

const ALL = Object.entries(ROUTES) as [RouteId, Route][];

describe('every route', () => {
  let server: HttpServer;
  let origin: string;
  const handled: string[] = [];

  before(async () => {
    server = createHttpServer({ log: pino({ level: 'silent' }), ids: randomIds, publicUrl: () => new URL(origin) });
    const handlers = ALL.map(([id]) => [id, async () => void handled.push(id)]);
    const anybody = {
      signedIn: async () => undefined,
      enter: async () => ({ user: undefined, projectId: undefined, role: undefined }),
    };
    registerRoutes(server, Object.fromEntries(handlers) as Handlers, anybody);
    origin = await server.listen({ host: '127.0.0.1', port: 0 });
  });
  after(() => server.close());

  async function refusal({ method, path }: Route, { query = '', body }: { query?: string; body?: object }) {
    const url = new URL(path.replaceAll(/:\w+/g, '1') + query, origin);
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method, ...(body && { headers, body: JSON.stringify(body) }) });
    const { code, errors = [] } = (await response.json()) as {
      code?: string;
      errors?: { field: string; code: string }[];
    };
    return { code, unknown: errors.filter((error) => error.code === 'unknown_field').map(({ field }) => field) };
  }
  const refused = { code: 'validation_failed', unknown: ['silenceSecond'] };

  it('refuses a parameter that it does not know, by its name', async () => {
    for (const [id, route] of ALL)
      assert.deepEqual(await refusal(route, { query: '?silenceSecond=9' }), refused, `${id} took it`);
  });

  it('refuses a member of the body that it does not know, by its name', async () => {
    for (const [id, route] of ALL) {
      if (route.method === 'GET') continue;
      assert.deepEqual(await refusal(route, { body: { silenceSecond: 9 } }), refused, `${id} took it`);
    }
    assert.deepEqual(handled, []);
  });

  it('names it with the way to it', async () => {
    const body = { connectionId: 'c', devices: ['d'], limits: { silenceSecond: 9 } };
    const { unknown } = await refusal(ROUTES['deployments.create'], { body });
    assert.deepEqual(unknown, ['limits.silenceSecond']);
  });
});
