import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, test } from 'node:test';
import { ApiError, createClient, type FeedChange, fieldFault, UnexpectedAnswer } from '../src/index.ts';
import { sample, startContractServer } from './index.ts';

const server = await startContractServer();
const client = createClient({ baseUrl: server.url, token: 'secret-token' });
beforeEach(() => {
  server.handlers = {};
  server.requests.length = 0;
});
after(() => server.close());

test('a call fills path, query and body, sends the token and gives the answer', async () => {
  server.handlers = {
    'deployments.list': () => ({ items: [sample.deployment()], next: null }),
    'members.set': ({ body }) => ({ user: sample.user(), role: body.role }),
  };
  const list = await client.call('deployments.list', { params: { projectId: 'p-1' }, query: { device: 'a:b_c' } });
  const member = await client.call('members.set', {
    params: { projectId: 'p-1', userId: 'u-1' },
    body: { role: 'admin' },
  });
  assert.deepEqual(list.items, [sample.deployment()]);
  assert.equal(member.role, 'admin');
  assert.deepEqual(server.requests, [
    {
      route: 'deployments.list',
      params: { projectId: 'p-1' },
      query: { device: 'a:b_c' },
      body: undefined,
      token: 'secret-token',
    },
    {
      route: 'members.set',
      params: { projectId: 'p-1', userId: 'u-1' },
      query: {},
      body: { role: 'admin' },
      token: 'secret-token',
    },
  ]);
  assert.deepEqual(server.violations, []);
});

test('a parameter is one segment of the path, whatever characters it has', async () => {
  server.handlers = { 'devices.get': ({ params }) => sample.device({ name: params.deviceName }) };
  const name = '../../a b?c#d%2F';
  const device = await client.call('devices.get', { params: { connectionId: 'c-1', deviceName: name } });
  assert.equal(device.name, name);
});

test('an empty parameter is refused before anything is sent', async () => {
  await assert.rejects(client.call('projects.get', { params: { projectId: '' } }), /needs the parameter projectId/);
  assert.equal(server.requests.length, 0);
});

test('a problem becomes an error with its code, fields and request id', async () => {
  server.handlers = {
    'projects.create': () => {
      throw fieldFault('name', 'project_name_taken', { name: 'Plant' });
    },
  };
  await assert.rejects(client.call('projects.create', { body: { name: 'Plant' } }), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.status, 409);
    assert.equal(error.code, 'project_name_taken');
    assert.equal(error.message, 'A project named "Plant" exists already.');
    assert.deepEqual(error.errors, [{ field: 'name', code: 'project_name_taken', detail: error.message }]);
    assert.equal(error.requestId, 'request-1');
    return true;
  });
});

for (const [status, type, body] of [
  [502, 'text/html', '<h1>Bad gateway</h1>'],
  [500, 'application/json', '{ cut off'],
  [404, 'application/json', 'null'],
  [200, 'text/html', '<h1>Welcome to the captive portal</h1>'],
] as const)
  test(`an answer of something else (${status}, ${body}) is told from one of the server`, async () => {
    const other = createServer((_request, response) => response.writeHead(status, { 'content-type': type }).end(body));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const baseUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
      await assert.rejects(createClient({ baseUrl }).call('health.get', {}), (error) => {
        assert.ok(error instanceof UnexpectedAnswer);
        assert.match(error.message, new RegExp(`answered ${status}, and not in the words of Thingdock`));
        return true;
      });
    } finally {
      other.close();
      other.closeAllConnections();
    }
  });

test('no answer at all is the TypeError of fetch, with the reason as its cause', async () => {
  const gone = await startContractServer();
  await gone.close();
  await assert.rejects(createClient({ baseUrl: gone.url }).call('health.get', {}), (error) => {
    assert.ok(error instanceof TypeError && error.cause instanceof Error);
    assert.equal((error.cause as NodeJS.ErrnoException).code, 'ECONNREFUSED');
    return true;
  });
});

test('the feed gives what is announced, and ends when the server ends it', async () => {
  const change: FeedChange = { type: 'flow', projectId: 'p-1', keys: ['f-1'] };
  const seen: string[] = [];
  for await (const message of client.feed({ projectId: 'p-1' })) {
    seen.push(message.event);
    if (message.event === 'ready') server.announce({ event: 'changes', changes: [change] });
    if (message.event === 'changes') {
      assert.deepEqual(message.changes, [change]);
      server.dropFeeds();
    }
  }
  assert.deepEqual(seen, ['ready', 'changes']);
});

test('an aborted feed throws the reason of the abort', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  await assert.rejects(async () => {
    for await (const message of client.feed({ signal: stop.signal })) if (message.event === 'ready') stop.abort(reason);
  }, reason);
});
