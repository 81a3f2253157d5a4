import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { Fault, type LicencePage } from '@thingdock/api';
import { sample, startContractServer } from '@thingdock/api/testing';
import { thingdock, thingdockJson } from './cli.ts';

const server = await startContractServer();
const { url } = server;
const CHOICE = ['--project', 'project-1', '--connection', '9f0c0ad8-6f0e-4b8e-8a53-0d4f8a3b1c11'];
const page: LicencePage = {
  items: [
    {
      ...{ id: '7', projectId: 'project-1', connectionId: 'connection-1', connectionName: 'Plant', device: 'press-1' },
      ...{ state: 'registered', registeredAt: '2026-01-01T00:00:00.000Z', registeredBy: 'automatic' },
      ...{ deletedAt: null, deletedBy: null },
    },
  ],
  ...{ next: null, limit: 10, registered: 4, registerNew: true },
};

beforeEach(() => {
  server.requests.length = 0;
  server.handlers = {
    'licences.list': () => page,
    'licences.change': ({ body }) => ({ ...page, ...body }),
    'licences.register': () => ({ changed: 1, unchanged: 1 }),
    'licences.delete': () => ({ changed: 2, unchanged: 0 }),
    'devices.monitor': ({ body }) => sample.device({ monitoring: { wanted: body.on, reported: null } }),
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => server.close());

const last = () => server.requests.at(-1);

test('licences are listed with how many there may be, who registered them and when', async () => {
  const { stdout } = await thingdock(['licences', 'list', '--project', 'project-1', '--state', 'registered'], { url });
  assert.match(stdout, /^4 registered, 10 issued, 6 left; new devices are registered by themselves\.\n/);
  assert.match(stdout, /press-1 +Plant +registered +2026-01-01 00:00:00 UTC +automatic/);
  assert.deepEqual(last()?.query, { state: 'registered' });
});

test('devices are registered by name, several at once', async () => {
  const { stdout } = await thingdock(['licences', 'register', 'press-1, press-2', ...CHOICE], { url });
  assert.equal(stdout, '1 licence registered; 1 had one.\n');
  assert.deepEqual(last()?.body, {
    devices: ['press-1', 'press-2'].map((name) => ({ connectionId: CHOICE[3], name })),
  });
});

test('licences are deleted, and what had none is told apart', async () => {
  const { stdout } = await thingdock(['licences', 'delete', 'press-1,press-2', ...CHOICE, '--yes'], { url });
  assert.equal(stdout, '2 licences deleted; 0 had none.\n');
  assert.deepEqual(last()?.body, {
    devices: ['press-1', 'press-2'].map((name) => ({ connectionId: CHOICE[3], name })),
  });
});

test('the limit is a number or none, and new devices are registered or not', async () => {
  const { value } = await thingdockJson(['licences', 'limit', 'none', '--project', 'project-1'], { url });
  assert.equal(value.limit, null);
  assert.equal((await thingdock(['licences', 'limit', 'many', '--project', 'project-1'], { url })).code, 2);
  await thingdock(['licences', 'auto', 'off', '--project', 'project-1'], { url });
  assert.deepEqual(last()?.body, { registerNew: false });
});

test('the monitoring of a device is switched, and says why when it cannot be', async () => {
  const command = ['devices', 'monitoring', 'press-1', 'off', '--connection', 'connection-1'];
  assert.equal((await thingdock(command, { url })).code, 0);
  assert.deepEqual(last()?.body, { on: false });
  server.handlers['devices.monitor'] = () => {
    throw new Fault('licence_missing', { details: { name: 'press-1' } });
  };
  assert.match((await thingdock(command, { url })).stderr, /No licence is registered for press-1\./);
});
