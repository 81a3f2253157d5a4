import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { FEED_PATH } from '@thingdock/api';
import { randomIds } from '@thingdock/effects';
import { pino } from 'pino';
import { createHttpServer } from '../platform/http/index.ts';
import type { Feed } from './feed.ts';
import { registerFeed } from './routes.ts';

test('a page that goes away while it is being looked up gets no stream', { timeout: 20_000 }, async () => {
  const log = pino({ level: 'silent' });
  const server = createHttpServer({ log, ids: randomIds, publicUrl: () => new URL('http://127.0.0.1') });
  const asked = Promise.withResolvers<void>();
  const user = Promise.withResolvers<{ userId: string; administrator: boolean }>();
  let joined = 0;
  const feed = { join: () => ++joined } as unknown as Feed;
  const signedIn = () => {
    asked.resolve();
    return user.promise;
  };
  const looked = Promise.withResolvers<void>();
  const projectsOf = async () => {
    looked.resolve();
    return undefined;
  };
  registerFeed(server, { feed, gate: { signedIn } as never, projectsOf });
  const { port } = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));

  const page = connect(Number(port), '127.0.0.1');
  page.write(`GET ${FEED_PATH} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  const [connection] = await Promise.all([once(server.server, 'connection'), asked.promise]);
  page.destroy();
  await once(connection[0], 'close');
  user.resolve({ userId: 'u', administrator: true });
  await looked.promise;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(joined, 0);
  await server.close();
});
