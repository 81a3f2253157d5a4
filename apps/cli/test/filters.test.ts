import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { DeviceFilter, SavedFilter } from '@thingdock/api';
import { sample, startContractServer } from '@thingdock/api/testing';
import { thingdock, thingdockJson } from './cli.ts';

const server = await startContractServer();
const { url } = server;
const PROJECT = ['--project', 'project-1'];
const saved = (id: string, name: string, filter: DeviceFilter): SavedFilter => ({
  ...{ id, projectId: 'project-1', name, filter },
  ...{ createdBy: 'Aiko', createdAt: '2026-01-01T00:00:00.000Z' },
});
const NIGHT = saved('filter-1', 'Night shift', { status: 'disconnected', tags: "night,roof's" });
const LINE_ONE = saved('filter-2', 'Line one', { connectionId: 'connection-1', name: 'gw-*' });

beforeEach(() => {
  server.requests.length = 0;
  server.handlers = {
    'filters.list': () => ({ items: [LINE_ONE, NIGHT] }),
    'filters.create': ({ body }) => saved('filter-3', body.name, body.filter),
    'filters.change': ({ params, body }) => ({ ...(params.filterId === NIGHT.id ? NIGHT : LINE_ONE), ...body }),
    'filters.delete': () => ({}),
    'connections.get': ({ params }) => sample.connection({ id: params.connectionId }),
    'connections.list': () => ({ items: [sample.connection()] }),
    'devices.find': () => ({ items: [], next: null }),
    'tags.change': () => ({ changed: 2 }),
    'flows.get': () => sample.flow(),
    'deployments.create': () => sample.deploymentOf(),
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => server.close());

const sent = (route: string) => server.requests.find((request) => request.route === route);

test('filters are listed as the options that say the same', async () => {
  const { stdout } = await thingdock(['filters', 'list', ...PROJECT], { url });
  assert.match(stdout, /^NAME +FINDS +BY\nLine one +--connection connection-1 --name 'gw-\*' +Aiko\n/);
  assert.match(stdout, /Night shift +--status disconnected --tags 'night,roof'\\''s' +Aiko\n/);
});

test('a filter is saved with what devices are like, and not without', async () => {
  const save = ['filters', 'save', 'To update', ...PROJECT];
  const { stdout } = await thingdock([...save, '--agent-version', '<2.6'], { url });
  assert.equal(stdout, `"To update" finds devices with --agent-version '<2.6'.\n`);
  assert.deepEqual(sent('filters.create')?.body, { name: 'To update', filter: { agentVersion: '<2.6' } });
  assert.equal((await thingdock(save, { url })).code, 2);
});

test('a filter finds others from now on only when that is said', async () => {
  await thingdock(['filters', 'save', 'night shift', ...PROJECT, '--tags', 'late', '--replace'], { url });
  assert.equal(sent('filters.create'), undefined);
  assert.deepEqual(sent('filters.change')?.params, { filterId: 'filter-1' });
  assert.deepEqual(sent('filters.change')?.body, { filter: { tags: 'late' } });
});

test('a filter is renamed and deleted by its name', async () => {
  await thingdock(['filters', 'rename', 'NIGHT SHIFT', 'Late shift', ...PROJECT], { url });
  assert.deepEqual(sent('filters.change')?.body, { name: 'Late shift' });
  const { stdout } = await thingdock(['filters', 'delete', 'line one', ...PROJECT], { url });
  assert.equal(stdout, '"Line one" is deleted.\n');
  assert.deepEqual(sent('filters.delete')?.params, { filterId: 'filter-2' });
});

test('devices are listed, tagged and deployed to by a saved filter, which conditions beside it narrow', async () => {
  await thingdock(['devices', 'list', ...PROJECT, '--filter', 'night shift', '--status', 'gone'], { url });
  assert.deepEqual(sent('devices.find')?.query, { status: 'gone', tags: "night,roof's" });
  await thingdock(['devices', 'tag', ...PROJECT, '--filter', 'Line one', '--add', 'seen'], { url });
  assert.deepEqual(sent('tags.change')?.body, { filter: LINE_ONE.filter, add: ['seen'], remove: [] });
  const deploy = ['deployments', 'create', '--flow', 'flow-1', '--connection', 'connection-1'];
  await thingdock([...deploy, '--filter', 'Line one'], { url });
  assert.deepEqual(sent('deployments.create')?.body, {
    ...{ flowId: 'flow-1', connectionId: 'connection-1', filter: { name: 'gw-*' } },
  });
});

test('a filter that there is not, and one of another connection, are told', async () => {
  const list = ['devices', 'list', '--filter'];
  const unknown = await thingdockJson([...list, 'Nigth', ...PROJECT], { url });
  assert.equal(unknown.value.code, 'filter_unknown');
  assert.match(String(unknown.value.detail), /There are "Line one", "Night shift"\./);
  const other = await thingdock([...list, 'Line one', '--connection', 'connection-2'], { url });
  assert.equal(other.code, 2);
  assert.match(other.stderr, /is of another connection than --connection/);
});
