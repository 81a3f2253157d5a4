import { type Client, createClient, ROUTES, type RouteId } from '@thingdock/api';
import { type Clock, type Ids, randomIds, systemClock } from '@thingdock/effects';
import { pino } from 'pino';
import { registerFeed, startFeed } from '../src/events/index.ts';
import { createPeople } from '../src/people/index.ts';
import { createSigner } from '../src/platform/crypto/signer.ts';
import type { Database } from '../src/platform/db/index.ts';
import { createHttpServer, type Handlers, registerRoutes } from '../src/platform/http/index.ts';

type Options = { database: Database; clock?: Clock; ids?: Ids; handlers?: Partial<Handlers> };

/**
 * A real server on a loopback port with people/ and the live feed, and no other feature: what tests of the gate, of errors
 * and of sign-in need.
 */
export async function startPeopleServer({ database, clock = systemClock, ids = randomIds, handlers = {} }: Options) {
  const log = pino({ level: 'silent' });
  let publicUrl = new URL('http://127.0.0.1');
  const people = createPeople({
    database,
    clock,
    ids,
    log,
    signer: createSigner(Buffer.alloc(32, 7)),
    publicUrl: () => publicUrl,
  });
  const server = createHttpServer({ log, ids, publicUrl: () => publicUrl });
  const gate = people.gate({});
  registerRoutes(server, { ...absent(), ...people.routes, ...handlers }, gate);
  people.register(server);
  const feed = await startFeed(database);
  registerFeed(server, { feed, gate, projectsOf: people.projectsOf });
  publicUrl = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
  async function close(): Promise<void> {
    await feed.stop();
    server.server.closeAllConnections();
    await server.close();
  }
  const baseUrl = publicUrl.origin;
  return {
    close,
    baseUrl,
    people,
    client: (token?: string): Client => createClient({ baseUrl, ...(token ? { token } : {}) }),
  };
}

/** Routes of the features that are not here answer as a fault of the server. */
function absent(): Handlers {
  const missing = async () => {
    throw new Error('this feature is not part of this server');
  };
  return Object.fromEntries((Object.keys(ROUTES) as RouteId[]).map((id) => [id, missing])) as unknown as Handlers;
}
