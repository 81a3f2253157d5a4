import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { isAlive } from '@thingdock/testkit';
import { startAgent } from './cloud/agent-process.ts';
import { deployed, eventually, get, newDevice, runningDevice, shows } from './cloud/device.ts';
import { BROKEN, BUSY, page, pageFlow } from './cloud/flows.ts';
import { startIot, type TestIot } from './cloud/iot.ts';

let iot: TestIot;
before(async () => {
  iot = await startIot();
});
after(() => iot.close());

const device = (t: TestContext, name: string) => newDevice(t, iot, name);
const running = (t: TestContext, name: string) => runningDevice(t, iot, name);

// Each test has its own device; most of the time each waits for a Node-RED.
describe('the agent on a real broker', { concurrency: 4 }, () => {
  test('a new device connects, is registered, authenticates and runs the flow that it is given', async (t) => {
    const { cloud, start, folder } = await device(t, 'newcomer');
    const agent = start();
    await eventually('the agent says that it is connected', () => agent.stdout() !== '');
    assert.equal(agent.stdout(), `connected: newcomer at localhost:${iot.aws.mqttPort}\n`);
    await eventually('the agent info in the shadow', () => cloud.history.includes('shadow agent=thingdock-agent'));
    assert.deepEqual(cloud.history.slice(0, 2), ['shadow connected=true', 'shadow agent=thingdock-agent']);

    await cloud.register();
    await eventually('an auth request', () => cloud.authRequests.length > 0);
    await eventually('access', () => agent.stderr().includes('"to":"authenticated"'));
    assert.match(cloud.authRequests[0]?.nonce ?? '', /^[0-9a-f]{32}$/);
    await eventually('the agent info in the device state', () => cloud.twin.get('status').agent);

    await cloud.deploy('page', 'u-1', pageFlow('/hello', 'Hello from the device'));
    await deployed(cloud, agent, 'u-1');
    assert.equal(await get(agent, '/hello'), 'Hello from the device');
    assert.deepEqual(cloud.twin.reports, ['u-1 deployPending', 'u-1 deploying', 'u-1 deployed']);
    await eventually('the flow is reported as running', () => cloud.twin.status()?.state === 'running');
    assert.notEqual((await fetch(new URL('/flows', (await agent.runtime()).nodeRedUrl))).status, 200, 'no admin API');

    const registration = JSON.parse(await readFile(join(folder, '.enebular-config.json'), 'utf8'));
    assert.equal(registration.connectionId, 'conn-1');
    assert.doesNotMatch(
      agent.stderr(),
      /opaque-access-token|\/flow\/page|\/auth\b/,
      'no secret and no capability URL in the log',
    );
  });

  test('an unregistered device runs a flow that a message orders, and says that it took the message', async (t) => {
    const { cloud, start } = await device(t, 'older');
    const agent = start();
    await eventually('the agent says that it is connected', () => agent.stdout() !== '');
    await cloud.deployByMessage('page', 'u-1', pageFlow('/hello', 'ordered'));
    await shows(agent, '/hello', 'ordered');
    await eventually('the acknowledgement', async () => (await cloud.acknowledged())?.includes('/flow/page/u-1'));
    assert.doesNotMatch(agent.stderr(), /\/flow\/page/, 'no capability URL in the log');
  });

  test('a killed agent is noticed by its will, takes Node-RED with it, and goes on where it was', async (t) => {
    const { cloud, agent, start } = await running(t, 'killed');
    const nodeRed = await agent.nodeRedPid();
    assert.equal(await agent.end('SIGKILL'), 'SIGKILL');
    // What it had sent before may arrive after its will: nothing keeps them in order.
    await eventually('the will', () => cloud.history.includes('will'));
    await eventually('Node-RED ends by itself', () => !isAlive(nodeRed));

    const again = start();
    await shows(again, '/hello', 'one');
    const isBack = () => cloud.history.lastIndexOf('shadow connected=true') > cloud.history.indexOf('will');
    await eventually('the device says that it is back', isBack);
    assert.equal(
      cloud.twin.reports.filter((report) => report === 'u-1 deploying').length,
      1,
      'nothing is deployed twice',
    );
    assert.deepEqual((await again.runtime()).nodeRedPort, (await agent.runtime()).nodeRedPort);
  });

  test('a Node-RED that is too busy to notice its agent’s death is ended by the next start', async (t) => {
    const { cloud, agent, start } = await running(t, 'busy');
    await cloud.deploy('busy', 'u-2', BUSY);
    await deployed(cloud, agent, 'u-2');
    const busy = await agent.nodeRedPid();
    await eventually('the page stops answering', async () => {
      const { nodeRedUrl } = await agent.runtime();
      return fetch(nodeRedUrl, { signal: AbortSignal.timeout(500) }).then(
        () => false,
        () => true,
      );
    });
    await agent.end('SIGKILL');
    const again = start();
    await eventually('the orphan is gone', () => !isAlive(busy));
    await eventually('the flow is started again', async () => (await again.nodeRedPid()) !== busy);
    assert.match(again.stderr(), /node-red.orphan-ended/);
    // This one is as busy as the first, and would make a clean stop wait.
    await again.end('SIGKILL');
    process.kill(await again.nodeRedPid(), 'SIGKILL');
  });

  test('a flow that cannot start is reported with its cause, and the flow before it runs on', async (t) => {
    const { cloud, agent, folder } = await running(t, 'fallback');
    const failed = async (updateId: string): Promise<string> => {
      const report = () => cloud.twin.flow();
      const isOver = () => report()?.updateId === updateId && report()?.state === 'deployFail';
      await eventually(`flow ${updateId} failed`, isOver);
      return report()?.message ?? '';
    };

    await cloud.deploy('page', 'u-2', BROKEN);
    assert.equal(await failed('u-2'), 'the flow needs node types that are not installed: no-such-node');
    await shows(agent, '/hello', 'one');
    await cloud.deploy('page', 'u-3', '{"flow": "not a list"}');
    assert.equal(await failed('u-3'), 'the flow package has no list of nodes');
    assert.equal(await get(agent, '/hello'), 'one');
    await cloud.deploy('page', 'u-4', {
      ...pageFlow('/hello', 'x'),
      packages: { missing: `file:${folder}/no-such.tgz` },
    });
    assert.match(await failed('u-4'), /^npm install failed: .*\(3 attempts\)$/);
    assert.equal(await get(agent, '/hello'), 'one');
    assert.equal((await readdir(join(folder, 'node-red', 'versions'))).length, 1, 'nothing is left of what failed');

    await cloud.deploy('page', 'u-5', pageFlow('/hello', 'five'));
    await deployed(cloud, agent, 'u-5');
    assert.equal(await get(agent, '/hello'), 'five');
    assert.equal((await readdir(join(folder, 'node-red', 'versions'))).length, 2, 'the version before is kept');
  });

  test('a flow gets the npm packages and the credentials that it needs', async (t) => {
    const { cloud, agent, folder } = await running(t, 'packages');
    const module = await mkdtemp(join(tmpdir(), 'thingdock-node-'));
    t.after(() => rm(module, { recursive: true, force: true }));
    const manifest = { name: 'greeter', version: '1.0.0', 'node-red': { nodes: { greeter: 'greeter.js' } } };
    await writeFile(join(module, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(module, 'greeter.html'), '<script type="text/html" data-template-name="greeter"></script>');
    await writeFile(
      join(module, 'greeter.js'),
      `module.exports = (RED) => {
      function Greeter(config) {
        RED.nodes.createNode(this, config);
        this.on('input', (msg, send) => send({ ...msg, payload: 'secret ' + this.credentials.word }));
      }
      RED.nodes.registerType('greeter', Greeter, { credentials: { word: { type: 'password' } } });
    };`,
    );
    const answer = { id: 'answer', z: 'tab', type: 'greeter', wires: [['out']] };
    await cloud.deploy('page', 'u-2', {
      flow: [{ id: 'tab', type: 'tab', label: 'Test' }, ...page('/secret', answer)],
      cred: { answer: { word: 'open sesame' } },
      packages: { greeter: `file:${module}` },
    });
    await deployed(cloud, agent, 'u-2');
    assert.equal(await get(agent, '/secret'), 'secret open sesame');
    const versions = join(folder, 'node-red', 'versions');
    for (const version of await readdir(versions)) {
      const files = await readdir(join(versions, version), { withFileTypes: true });
      for (const file of files.filter((entry) => entry.isFile()))
        assert.doesNotMatch(await readFile(join(versions, version, file.name), 'utf8'), /open sesame/, file.name);
    }
  });

  test('a clean stop ends Node-RED, says goodbye, leaves no will and exits with 0', async (t) => {
    const { cloud, agent } = await running(t, 'leaver');
    const nodeRed = await agent.nodeRedPid();
    assert.equal(await agent.end('SIGTERM'), 0);
    assert.equal(isAlive(nodeRed), false);
    assert.equal(cloud.twin.status()?.state, 'stopped');
    assert.equal(await cloud.connected(), false);
    await eventually('the goodbye', () => cloud.history.at(-1) === 'shadow connected=false');
    assert.equal(cloud.history.includes('will'), false);
  });

  test('what was ordered while the device was away is done when it comes back', async (t) => {
    const { cloud, agent, thing } = await running(t, 'away');
    const gets = () => cloud.history.filter((entry) => entry === 'deviceState/device/get').length;
    await iot.setActive(thing, false);
    await eventually('the connection is lost', () => agent.stderr().includes('connection.lost'));
    const before = gets();
    await cloud.deploy('page', 'u-2', pageFlow('/hello', 'two'));
    await iot.setActive(thing, true);
    await deployed(cloud, agent, 'u-2');
    assert.equal(await get(agent, '/hello'), 'two');
    assert.ok(gets() > before);
    assert.equal(agent.stdout().match(/connected/g)?.length, 1, 'the line is printed once');
  });

  test('a Node-RED that crashes is started again', async (t) => {
    const { cloud, agent } = await running(t, 'crasher');
    const nodeRed = await agent.nodeRedPid();
    process.kill(nodeRed, 'SIGKILL');
    await eventually('the crash is reported', () => cloud.twin.status()?.state === 'error');
    assert.match(cloud.twin.status()?.message ?? '', /Node-RED stopped running: it was ended by SIGKILL/);
    await shows(agent, '/hello', 'one');
    assert.notEqual(await agent.nodeRedPid(), nodeRed);
    await eventually('it runs again', () => cloud.twin.status()?.state === 'running');
  });

  test('an agent that cannot reach its broker keeps trying, says why, and still stops at once', async (t) => {
    const { start, config } = await device(t, 'offline');
    // Nobody listens on port 1.
    await writeFile(config, JSON.stringify({ ...JSON.parse(await readFile(config, 'utf8')), port: 1 }));
    const agent = start();
    await eventually('a second attempt', () => (agent.stderr().match(/ECONNREFUSED/g)?.length ?? 0) > 1);
    assert.equal(await agent.end('SIGINT'), 0);
    assert.equal(agent.stdout(), '');
  });

  test('two agents cannot work on one folder, and what cannot work is said in one line', async (t) => {
    const { cloud, start, folder, config } = await device(t, 'twins');
    start();
    await eventually('the first is connected', () => cloud.connected());
    const second = start();
    assert.equal(await eventually('the second has ended', () => second.child.exitCode), 1);
    assert.match(second.stderr(), /^The folder .* is in use by another process/);
    await writeFile(config, JSON.stringify({ host: 'localhost' }));
    const third = startAgent(config, folder);
    assert.equal(await eventually('the third has ended', () => third.child.exitCode), 1);
    assert.match(third.stderr(), /"thingName"/);
  });
});
