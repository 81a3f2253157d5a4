import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { Fault } from '@thingdock/api';
import { sample, startContractServer } from '@thingdock/api/testing';
import { thingdockHere, thingdockJson } from './cli.ts';

const server = await startContractServer();
const { url } = server;
const cwd = mkdtempSync(join(tmpdir(), 'thingdock-cli-'));
const FLOW = '[{"id":"t","type":"tab"}]';
writeFileSync(join(cwd, 'flows.json'), FLOW);
writeFileSync(join(cwd, 'secret.json'), '{"t":{"password":"hush"}}');

beforeEach(() => {
  server.requests.length = 0;
  server.handlers = {
    'projects.list': () => ({ items: [sample.project()] }),
    'flows.create': () => sample.flow(),
    'flows.version': () => sample.flowVersion({ number: 2 }),
    'flows.get': () => sample.flow(),
    'flows.change': ({ body }) => ({ ...sample.flow(), ...body }),
    'flows.duplicate': ({ body }) => ({ ...sample.flow(), id: 'flow-2', name: body.name }),
    'flows.delete': () => ({}),
    'flows.deleteVersion': () => ({}),
    'flows.content': () => ({ flowId: 'flow-1', number: 1, content: FLOW }),
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(async () => {
  await server.close();
  rmSync(cwd, { recursive: true });
});

const flows = (words: string[], input?: string) =>
  thingdockHere(['flows', ...words], { url, cwd, ...(input === undefined ? {} : { input }) });
const last = () => server.requests.at(-1);

test('a flow is created from a file, with packages and credentials', async () => {
  const packages = ['--packages', 'node-red-contrib-s7@3.1.0', '@acme/nodes@^2'];
  const words = ['create', '--name', 'Line', '--file', 'flows.json', ...packages, '--credentials', 'secret.json'];
  const { stdout } = await flows([...words, '--title', 'First']);
  assert.equal(stdout, 'Uploaded "Counter" as version 1 of the flow flow-1.\n');
  assert.deepEqual(last()?.body, {
    ...{ name: 'Line', content: FLOW, title: 'First' },
    packages: { 'node-red-contrib-s7': '3.1.0', '@acme/nodes': '^2' },
    credentials: { t: { password: 'hush' } },
  });
});

test('a version comes from standard input and says what it is based on', async () => {
  const words = ['add-version', '--flow', 'flow-1', '--file', '-', '--based-on', '1'];
  assert.match((await flows(words, FLOW)).stdout, /^Uploaded version 2 /);
  assert.deepEqual(last()?.body, { content: FLOW, basedOn: 1 });
  server.handlers['flows.version'] = () => {
    throw new Fault('version_conflict', { details: { number: 2, who: 'Bob', at: 'noon', basedOn: 1 } });
  };
  const { code, stderr } = await flows(words, FLOW);
  assert.equal(code, 1);
  assert.match(stderr, /You started from version 1, but Bob saved version 2 at noon\./);
});

test('packages without a version and credentials that are none are refused here', async () => {
  const create = ['create', '--name', 'Line', '--file', 'flows.json'];
  for (const name of ['s7', '@acme/nodes', 's7@'])
    assert.match((await flows([...create, '--packages', name])).stderr, /names no version of a package/);
  for (const [text, words] of [
    ['{"$":"0123456789abcdef"}', /encrypted by Node-RED/],
    ['[]', /no object/],
    ['{"t":"hush"}', /./],
    ['nonsense', /not JSON/],
  ] as const) {
    const { code, stderr } = await flows([...create, '--credentials', '-'], text);
    assert.notEqual(code, 0);
    assert.match(stderr, words);
    assert.ok(!stderr.includes('hush'));
  }
  server.violations.length = 0;
});

test('a check tells what a flow is made of and warns', async () => {
  server.handlers['flows.check'] = () => ({
    ...{ nodes: 1, tabs: 1, size: 26, credentialsOf: [], warnings: ['A wire leads to nothing.'] },
    types: [
      { type: 's7 in', nodes: 1, core: false, package: 'node-red-contrib-s7' },
      { type: 'tab', nodes: 1, core: true, package: null },
    ],
  });
  const { stdout } = await flows(['check', '--file', 'flows.json']);
  assert.match(stdout, /^1 node on 1 tab, 26 bytes\.\n/);
  assert.match(stdout, /s7 in +1 +node-red-contrib-s7\ntab +1 +Node-RED\n\nWarning: A wire leads to nothing\.\n/);
});

test('one flow shows its master, packages and how many nodes have credentials', async () => {
  const version = sample.flowVersion({ packages: { x: '1.0.0' }, credentialsOf: ['a', 'b'] });
  server.handlers['flows.get'] = () => ({ ...sample.flow(), versions: [version] });
  const { stdout } = await flows(['show', 'flow-1']);
  assert.match(stdout, /Master: +version 1/);
  assert.match(stdout, /x@1\.0\.0 +2 +Ada/);
});

test('a version is downloaded into a file', async () => {
  assert.equal((await flows(['download', 'flow-1', '--out', 'out.json'])).code, 0);
  assert.equal(readFileSync(join(cwd, 'out.json'), 'utf8'), FLOW);
  assert.equal((await flows(['download', 'flow-1'])).stdout, `${FLOW}\n`);
});

test('a flow is renamed, gets another master, and is duplicated', async () => {
  assert.match((await flows(['rename', 'flow-1', 'New name'])).stdout, /is named "New name" now/);
  assert.match((await flows(['master', 'flow-1', '--version', '3'])).stdout, /^Version 3 of "Counter" is the master/);
  assert.deepEqual(last()?.body, { masterVersion: 3 });
  const { value } = await thingdockJson(['flows', 'duplicate', 'flow-1', '--name', 'Copy', '--version', '2'], { url });
  assert.equal(value.id, 'flow-2');
  assert.deepEqual(last()?.body, { name: 'Copy', version: 2 });
});

test('a flow or one of its versions is deleted', async () => {
  assert.equal(
    (await flows(['delete', 'flow-1', '--version', '2', '--yes'])).stdout,
    'Deleted version 2 of "Counter".\n',
  );
  assert.deepEqual(last()?.params, { flowId: 'flow-1', number: '2' });
  assert.equal((await flows(['delete', 'flow-1', '--yes'])).stdout, 'Deleted the flow "Counter".\n');
  assert.equal(last()?.route, 'flows.delete');
});
