import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Fault, type Problem } from '@thingdock/api';
import { randomIds } from '@thingdock/effects';
import { until } from '@thingdock/testkit';
import { pino } from 'pino';
import type { DirectRequest } from './direct.ts';
import { closeHttpServer, createHttpServer, type HttpServer } from './index.ts';

describe('posts that go past the framework', () => {
  let server: HttpServer;
  let url: string;
  let seen: DirectRequest[] = [];
  let lines: string[] = [];

  before(async () => {
    const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
    server = createHttpServer({ log, ids: randomIds, publicUrl: () => new URL('http://127.0.0.1') });
    server.get('/in/page', async () => 'a page');
    server.direct.serve('/in/', {
      bodyLimit: 1_000,
      async handle(request) {
        seen.push(request);
        if (request.rest === 'refused') throw new Fault('message_refused', { details: { reason: 'it is not ours' } });
        if (request.rest === 'broken') throw new Error('a secret of ours');
      },
    });
    url = await server.listen({ host: '127.0.0.1', port: 0 });
  });
  after(() => closeHttpServer(server));

  const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) => {
    seen = [];
    lines = [];
    return fetch(`${url}${path}`, { method: 'POST', body, headers: { 'content-type': 'text/plain', ...headers } });
  };
  const problem = async (answer: Response) => (await answer.json()) as Problem;

  it('are handed on as they are, and answered with nothing', async () => {
    const answer = await post('/in/path/of?secret=1', 'grüße', { 'x-amz-sns-rawdelivery': 'true' });
    assert.deepEqual([answer.status, await answer.text()], [200, '']);
    const [request] = seen;
    assert.deepEqual([request?.rest, request?.body], ['path/of', 'grüße']);
    assert.deepEqual([request?.header('x-amz-sns-rawdelivery'), request?.header('x-other')], ['true', undefined]);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  it('are refused in words, as anywhere else', async () => {
    const answer = await post('/in/refused', '');
    assert.equal(answer.status, 403);
    assert.match(answer.headers.get('content-type') ?? '', /problem\+json/);
    const { code, requestId } = await problem(answer);
    assert.deepEqual([code, requestId], ['message_refused', answer.headers.get('x-request-id')]);
  });

  it('end in an error that tells the log everything and the caller nothing', async () => {
    const answer = await post('/in/broken', '');
    assert.equal(answer.status, 500);
    const { code, requestId } = await problem(answer);
    assert.equal(code, 'internal');
    assert.ok(lines.some((line) => line.includes('a secret of ours') && line.includes(String(requestId))));
  });

  it('may not be longer than the limit, in bytes', async () => {
    assert.equal((await post('/in/long', 'é'.repeat(500))).status, 200);
    const answer = await post('/in/long', 'é'.repeat(501));
    assert.deepEqual([answer.status, (await problem(answer)).code, seen], [413, 'payload_too_large', []]);
  });

  it('are forgotten when they break off, and the next is answered', async () => {
    seen = [];
    lines = [];
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /in/half HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf');
    socket.destroy();
    await until('the server to notice', () => lines.some((line) => line.includes('request.broken_off')));
    assert.deepEqual(seen, []);
    assert.equal((await post('/in/next', '')).status, 200);
  });

  it('leave everything else to the framework', async () => {
    assert.equal(await (await fetch(`${url}/in/page`)).text(), 'a page');
    const elsewhere = await post('/elsewhere', '');
    assert.deepEqual([elsewhere.status, (await problem(elsewhere)).code], [404, 'route_not_found']);
  });
});
