import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sample, startContractServer } from '@thingdock/api/testing';
import { until } from '@thingdock/testkit';
import { thingdockHere, thingdockJson } from './cli.ts';

const TOKEN = 'a-token-of-node-red';
const FLOWS = [
  { id: 't', type: 'tab', label: 'Plant' },
  { id: 'g', type: 'greeter', z: 't', wires: [['d']] },
  { id: 'd', type: 'debug', z: 't', wires: [] },
];

const server = await startContractServer();
const { url } = server;
const folder = mkdtempSync(join(tmpdir(), 'thingdock-node-red-'));
let from = '';
let stop: () => Promise<void>;

/** A Node-RED of the field: its editor below a path and behind a sign-in, with a node of an npm package. */
before(async () => {
  const nodes = join(folder, 'node_modules', 'node-red-contrib-greeter');
  mkdirSync(nodes, { recursive: true });
  const manifest = {
    name: 'node-red-contrib-greeter',
    version: '1.2.3',
    'node-red': { nodes: { greeter: 'greeter.js' } },
  };
  writeFileSync(join(nodes, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(nodes, 'greeter.js'),
    "module.exports = (RED) => RED.nodes.registerType('greeter', function (c) { RED.nodes.createNode(this, c); });",
  );
  writeFileSync(
    join(nodes, 'greeter.html'),
    '<script type="text/javascript">RED.nodes.registerType("greeter", {});</script>',
  );
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(FLOWS));
  writeFileSync(
    join(folder, 'settings.js'),
    `module.exports = { uiHost: '127.0.0.1', flowFile: 'flows.json', httpAdminRoot: '/editor', credentialSecret: false,
      telemetry: { enabled: false, updateNotification: false },
      adminAuth: { type: 'credentials', users: [],
        tokens: async (token) => (token === '${TOKEN}' ? { username: 'ada', permissions: 'read' } : null) } };`,
  );
  const port = await freePort();
  const start = fileURLToPath(import.meta.resolve('node-red/red.js'));
  const child = spawn(process.execPath, [start, '-u', folder, '-s', join(folder, 'settings.js'), '-p', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close');
  stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  await until('Node-RED to run its flows', () => said.includes('Started flows'), { within: 60_000 }).catch((error) => {
    throw new Error(said, { cause: error });
  });
  from = `http://127.0.0.1:${port}/editor`;
});

async function freePort(): Promise<number> {
  const probe = createSocketServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

beforeEach(() => {
  server.requests.length = 0;
  server.handlers = {
    'projects.list': () => ({ items: [sample.project()] }),
    'flows.create': () => sample.flow(),
    'flows.version': () => sample.flowVersion({ number: 2 }),
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(async () => {
  await stop();
  await server.close();
  rmSync(folder, { recursive: true });
});

const env = { THINGDOCK_NODE_RED_TOKEN: TOKEN };
const sent = () => server.requests.at(-1)?.body as { content: string; packages: unknown };

test('a new flow is made of what a Node-RED runs, with the package that brings its node', async () => {
  const words = ['flows', 'fetch', '--from', from, '--name', 'Plant'];
  const { code, stdout, stderr } = await thingdockHere(words, { url, env });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^Packages: node-red-contrib-greeter@1\.2\.3\.\nUploaded "Counter"/);
  assert.deepEqual(JSON.parse(sent().content), FLOWS);
  assert.deepEqual(sent().packages, { 'node-red-contrib-greeter': '1.2.3' });
});

test('a version is added with another package than the one that runs there', async () => {
  const packages = ['--packages', 'node-red-contrib-greeter@2.0.0'];
  const words = ['flows', 'fetch', '--from', `${from}/`, '--flow', 'flow-1', '--based-on', '1', ...packages];
  const { value } = await thingdockJson([...words, '--node-red-token', TOKEN], { url });
  assert.equal(value.number, 2);
  assert.deepEqual(sent().packages, { 'node-red-contrib-greeter': '2.0.0' });
});

test('without a token, with a wrong one, and at another address it says what to do', async () => {
  const fetchFrom = async (address: string, token?: string) => {
    const words = ['flows', 'fetch', '--from', address, '--name', 'Plant'];
    const { code, stderr } = await thingdockHere(words, { url, env: token ? { THINGDOCK_NODE_RED_TOKEN: token } : {} });
    assert.notEqual(code, 0);
    assert.ok(!token || !stderr.includes(token));
    return stderr;
  };
  assert.match(await fetchFrom(from), /wants to know who asks/);
  assert.match(await fetchFrom(from, 'wrong-token'), /does not take the token/);
  assert.match(await fetchFrom(new URL(from).origin, TOKEN), /does not answer as Node-RED's admin API does/);
  assert.match(await fetchFrom('ftp://127.0.0.1'), /is no address of a Node-RED/);
  const other: Server = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  assert.match(await fetchFrom(address), /does not answer as Node-RED's admin API does/);
  other.close();
  other.closeAllConnections();
  await once(other, 'close');
  assert.match(await fetchFrom(address), /does not answer \(connection refused\)/);
  assert.equal(server.requests.length, 0);
});

test('it is said whether a flow is made or a version added, and only one of both', async () => {
  for (const words of [[], ['--name', 'A', '--flow', 'b']])
    assert.equal((await thingdockHere(['flows', 'fetch', '--from', from, ...words], { url, env })).code, 2);
});
