import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { LogLine } from '@thingdock/api';
import { sample, startContractServer } from '@thingdock/api/testing';
import { startThingdock, thingdock } from './cli.ts';

const server = await startContractServer();
const { url } = server;
const LOGS = ['devices', 'logs', 'press-1', '--connection', 'connection-1'];
let lines: LogLine[];

const line = (id: number, message: string): LogLine => ({
  ...{ id, message, level: 'info', source: 'service.node-red', extra: {} },
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, id)).toISOString(),
  receivedAt: '2026-01-02T00:00:00.000Z',
});

beforeEach(() => {
  lines = [line(2, 'second'), line(1, 'first')];
  server.requests.length = 0;
  server.handlers = {
    'connections.get': () => sample.connection(),
    'devices.logs': () => ({ items: lines, next: null }),
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => server.close());

test('a log is shown in the order in which it was written, with what was asked for passed on', async () => {
  const { code, stdout } = await thingdock([...LOGS, '--text', 'pump', '--level', 'error', '--lines', '50'], { url });
  assert.equal(code, 0);
  assert.deepEqual(
    stdout
      .trim()
      .split('\n')
      .map((it) => it.split('  ').at(-1)),
    ['first', 'second'],
  );
  assert.deepEqual(server.requests.at(-1)?.query, { text: 'pump', level: 'error', limit: '50' });
});

test('all of a log is told page by page, the oldest first, as lines of JSON where that is asked for', async () => {
  server.handlers['devices.logs'] = ({ query: { before } }) =>
    before === undefined
      ? { items: [line(3, 'third'), line(2, 'second')], next: 'p2' }
      : { items: [line(1, 'first')], next: null };
  const { stdout } = await thingdock([...LOGS, '--all', '--text', 'pump', '--json'], { url });
  const told = stdout
    .trimEnd()
    .split('\n')
    .map((it) => (JSON.parse(it) as LogLine).message);
  assert.deepEqual(told, ['first', 'second', 'third']);
  assert.deepEqual(server.requests.at(-1)?.query, { text: 'pump', limit: '1000', before: 'p2' });
  assert.equal((await thingdock([...LOGS, '--all', '--follow'], { url })).code, 2);
});

test('an empty log says when there will be lines', async () => {
  lines = [];
  assert.match((await thingdock(LOGS, { url })).stdout, /No lines\./);
});

test('following shows each line once, also one that comes late with an older time', async () => {
  const running = startThingdock([...LOGS, '--follow'], { url });
  assert.match(await running.line(), /first$/);
  assert.match(await running.line(), /second$/);
  await server.feedOpen();
  lines = [line(2, 'second'), { ...line(3, 'late'), at: line(1, '').at }, line(1, 'first')];
  const keys = ['connection-1/press-1'];
  server.announce({ event: 'changes', changes: [{ type: 'log', projectId: 'project-1', keys }] });
  assert.match(await running.line(), /late$/);
  assert.equal(await running.interrupt(), 0);
});

test('watching devices reads them all anew when the whole connection has changed', async () => {
  let devices = [sample.device(), sample.device({ name: 'press-2' })];
  server.handlers['devices.find'] = () => ({ items: devices, next: null });
  const running = startThingdock(['devices', 'watch', '--connection', 'connection-1'], { url });
  await running.line();
  await server.feedOpen();
  devices = devices.map((device) => ({ ...device, status: 'unknown', reason: 'path_broken' }));
  const keys = ['connection-1/*'];
  server.announce({ event: 'changes', changes: [{ type: 'device', projectId: 'project-1', keys }] });
  assert.match(await running.line(), /press-1 {2}unknown/);
  assert.match(await running.line(), /press-2 {2}unknown/);
  assert.equal(await running.interrupt(), 0);
});
