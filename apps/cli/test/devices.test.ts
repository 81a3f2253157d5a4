import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { type Device, Fault } from '@thingdock/api';
import { sample, startContractServer } from '@thingdock/api/testing';
import { deviceChanges } from '../src/commands/devices-watch.ts';
import { startThingdock, thingdock, thingdockJson } from './cli.ts';

const server = await startContractServer();
const { url } = server;
const CONNECTION = ['--connection', 'connection-1'];
let devices: Device[] = [];

beforeEach(() => {
  devices = [sample.device(), sample.device({ name: 'press-2' })];
  server.handlers = {
    'connections.get': () => sample.connection(),
    'devices.find': () => ({ items: devices, next: null }),
    'devices.get': ({ params }) => {
      const device = devices.find(({ name }) => name === params.deviceName);
      if (!device) throw new Fault('not_found', { details: { what: 'device' } });
      return device;
    },
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => server.close());

const announce = (...names: string[]) =>
  server.announce({
    event: 'changes',
    changes: [{ type: 'device', projectId: 'project-1', keys: names.map((name) => `connection-1/${name}`) }],
  });

test('a device as JSON has its status, the reason, since when, and the version of its agent', async () => {
  devices = [sample.device({ status: 'disconnected', reason: 'connection_lost' })];
  const { value } = await thingdockJson(['devices', 'show', 'press-1', ...CONNECTION], { url });
  const { name, status, reason, since, agentVersion } = value;
  assert.deepEqual(
    { name, status, reason, since, agentVersion },
    {
      name: 'press-1',
      status: 'disconnected',
      reason: 'connection_lost',
      since: '2026-01-01T00:00:00.000Z',
      agentVersion: '0.1.0',
    },
  );
});

test('devices are listed with what a person looks for', async () => {
  const { stdout } = await thingdock(['devices', 'list', ...CONNECTION], { url });
  assert.match(
    stdout,
    /^NAME +STATUS +SINCE +AGENT +FLOW +TAGS\npress-1 +connected +2026-01-01 00:00:00 UTC +thingdock-agent 0\.1\.0/,
  );
});

test('devices are asked for by what they are like, in the words of the API', async () => {
  let asked: unknown;
  server.handlers['devices.find'] = ({ query }) => {
    asked = query;
    return { items: devices, next: 'cursor-2' };
  };
  const filter = [
    '--status',
    'connected,gone',
    '--tags',
    'roof',
    '--agent-version',
    '<2.6',
    '--deploy-state',
    'failed',
  ];
  const page = ['--project', 'project-1', '--sort', 'seen', '--order', 'desc', '--limit', '2'];
  const { stdout } = await thingdock(['devices', 'list', ...filter, ...page], { url });
  const words = { status: 'connected,gone', tags: 'roof', agentVersion: '<2.6', deployState: 'failed' };
  assert.deepEqual(asked, { ...words, sort: 'seen', order: 'desc', limit: '2' });
  assert.match(stdout, /More with --after cursor-2/);
});

test('tags are changed by name or by filter, and nothing named is not everything', async () => {
  let asked: unknown;
  server.handlers['tags.change'] = ({ body }) => {
    asked = body;
    return { changed: 2 };
  };
  const tag = ['devices', 'tag', '--project', 'project-1', '--add', 'roof, north'];
  const { stdout } = await thingdock([...tag, '--status', 'connected'], { url });
  assert.equal(stdout, '2 devices changed.\n');
  assert.deepEqual(asked, { filter: { status: 'connected' }, add: ['roof', 'north'], remove: [] });
  const refused = await thingdock(tag, { url });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /Say which devices/);
});

test('devices that are gone are forgotten together, and it is told who was left alone', async () => {
  let asked: unknown;
  server.handlers['devices.forgetMany'] = ({ body }) => {
    asked = body;
    return { forgotten: 3, notGone: 1, licensed: 2 };
  };
  const forget = ['devices', 'forget-gone', '--project', 'project-1'];
  const { stdout } = await thingdock([...forget, '--status', 'gone', '--release-licences', '--yes'], { url });
  assert.equal(stdout, '3 devices forgotten; left alone: 1 that AWS has still, 2 with a licence.\n');
  assert.deepEqual(asked, { filter: { status: 'gone' }, releaseLicences: true });
  assert.equal((await thingdock([...forget, '--yes'], { url })).code, 2, 'nothing named is not everything');
});

test('the timeline of a device shows every change with its evidence', async () => {
  const at = '2026-01-01T00:00:00.000Z';
  const change = {
    ...{ at, status: 'disconnected' as const, reason: 'connection_lost' as const, source: 'push' as const },
    ...{ shadowVersion: 7, shadowTime: at, messageId: 'message-1' },
  };
  const uptime = { connected: 0.5, known: 1 };
  server.handlers['devices.timeline'] = () => ({
    ...{ from: at, to: at, before: null, transitions: [change], truncated: false },
    uptime: { day: uptime, week: uptime, month: { connected: null, known: 0 } },
    flapping: { changes: 7, minutes: 10, since: at },
  });
  const { stdout } = await thingdock(['devices', 'timeline', 'press-1', ...CONNECTION], { url });
  assert.match(
    stdout,
    /^Uptime: 50\.0 % of a day, 50\.0 % of a week, unknown of 30 days\.\nFlapping \(7 in 10 min\)\./,
  );
  assert.match(stdout, /disconnected \(the connection was lost\) +push +7 +2026-01-01 00:00:00 UTC +message-1/);
});

test('events are told as sentences, the newest last', async () => {
  const at = '2026-01-01T00:00:00.000Z';
  const event = (id: number, text: string) => ({
    ...{ id, type: 'device.connected', connectionId: 'connection-1', device: 'press-1', at },
    ...{ text, data: {} },
  });
  server.handlers['events.list'] = () => ({ items: [event(2, 'Later.'), event(1, 'Sooner.')], next: null });
  const { stdout } = await thingdock(['events', '--project', 'project-1', '--type', 'device.'], { url });
  assert.equal(stdout, '2026-01-01 00:00:00 UTC  Sooner.\n2026-01-01 00:00:00 UTC  Later.\n');
});

test('a connection has to be named', async () => {
  const { code, stderr } = await thingdock(['devices', 'show', 'press-1'], { url });
  assert.equal(code, 2);
  assert.match(stderr, /--connection is missing: The connection, as "thingdock connections list" shows it\./);
});

test('a sync says what it found', async () => {
  server.handlers['devices.sync'] = () => ({ things: 1, added: 1, gone: 0 });
  const { stdout } = await thingdock(['devices', 'sync', ...CONNECTION], { url });
  assert.equal(stdout, '1 thing in the account: 1 new, 0 gone.\n');
});

test('watching shows each change as it comes, until Ctrl-C, which is no failure', async () => {
  const running = startThingdock(['devices', 'watch', ...CONNECTION], { url });
  assert.equal(await running.line(), 'Watching 2 devices of "Line one". Ctrl-C ends this.');
  await server.feedOpen();
  devices = [sample.device({ status: 'disconnected', reason: 'connection_lost' }), sample.device({ name: 'press-2' })];
  announce('press-1');
  assert.match(await running.line(), /press-1 {2}disconnected \(the connection was lost\)$/);
  devices = [sample.device()];
  announce('press-1', 'press-2');
  assert.match(await running.line(), /press-1 {2}connected$/);
  assert.equal(await running.line(), 'press-2  is gone');
  assert.equal(await running.interrupt(), 0);
});

test('what changed while the feed was cut is shown when it is back, one JSON per line', async () => {
  const running = startThingdock(['devices', 'watch', ...CONNECTION, '--json'], { url });
  await server.feedOpen();
  const { promise: seen, resolve } = Promise.withResolvers<void>();
  server.handlers['devices.find'] = () => {
    setImmediate(resolve);
    return { items: devices, next: null };
  };
  server.announce({ event: 'refetch' });
  await seen;
  server.dropFeeds();
  devices = [sample.device({ status: 'unknown', reason: 'never_seen' }), sample.device({ name: 'press-2' })];
  const change = JSON.parse(await running.line()) as Device;
  assert.deepEqual([change.name, change.status, change.reason], ['press-1', 'unknown', 'never_seen']);
  assert.equal(await running.interrupt(), 0);
});

test('being heard again is no change, a new device is one', () => {
  const before = new Map([['press-1', sample.device()]]);
  const heard = sample.device({ lastSeenAt: '2026-01-01T00:05:00.000Z' });
  assert.deepEqual(deviceChanges(before, new Map([['press-1', heard]])), []);
  const fresh = sample.device({ name: 'press-2' });
  assert.deepEqual(deviceChanges(before, new Map([...before, ['press-2', fresh]])), [fresh]);
});

test('what is on a device is shown: its files, and its variables as wanted and as it has them', async () => {
  const at = '2026-11-20T08:00:00.000Z';
  const file = { fileId: 'f', name: 'detector', version: 2, filename: 'detector.bin', size: 9, state: 'deployed' };
  server.handlers['devices.files'] = () => ({ items: [{ ...file, message: null, at }] });
  server.handlers['devices.variables'] = () => ({ wanted: { LINE: '3', SHIFT: 'night' }, reported: { LINE: '2' } });
  const files = await thingdock(['devices', 'files', 'press-1', ...CONNECTION], { url });
  assert.match(files.stdout, /detector +2 +detector\.bin +deployed/);
  const variables = await thingdock(['devices', 'variables', 'press-1', ...CONNECTION], { url });
  assert.match(variables.stdout, /LINE +3 +2\nSHIFT +night/);
});
