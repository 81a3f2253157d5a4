import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  type FileAssetConfig,
  type FlowPackage,
  fileAssetState,
  filePath,
  readFileReports,
} from '@thingdock/device-protocol';
import { isAlive } from '@thingdock/testkit';
import type { TestCloud } from './cloud/cloud.ts';
import { deployed, eventually, get, runningDevice, shows } from './cloud/device.ts';
import { page } from './cloud/flows.ts';
import { startIot, type TestIot } from './cloud/iot.ts';
import { startRegistry } from './cloud/registry.ts';

let iot: TestIot;
before(async () => {
  iot = await startIot();
});
after(() => iot.close());

/** A flow whose page says what a function makes. */
const functionFlow = (path: string, func: string): FlowPackage => ({
  flow: [
    { id: 'tab', type: 'tab', label: 'Test' },
    ...page(path, { id: 'answer', z: 'tab', type: 'function', func, outputs: 1, libs: [], wires: [['out']] }),
  ],
});

/** A flow that needs a package of the registry. */
const PACKAGE_FLOW: FlowPackage = {
  flow: [
    { id: 'tab', type: 'tab', label: 'Test' },
    ...page('/slow', { id: 'answer', z: 'tab', type: 'slow-node', wires: [['out']] }),
  ],
  packages: { 'slow-node': '1.0.0' },
};

function putFile(cloud: TestCloud, assetId: string, content: string, more: Partial<FileAssetConfig>): Promise<void> {
  cloud.offerFile(assetId, content);
  const integrity = createHash('sha256').update(content).digest('base64');
  const size = Buffer.byteLength(content);
  const config = { name: assetId, filename: assetId, size, integrity, key: assetId, hooks: [], ...more };
  return cloud.desire(filePath(assetId), fileAssetState({ updateId: 'f-1', ts: 1, config }));
}
const file = (cloud: TestCloud, assetId: string) => readFileReports(cloud.twin.get('reported')).get(assetId);
const fileIs = (cloud: TestCloud, assetId: string, state: string) =>
  eventually(`the file ${assetId} is ${state}`, () => file(cloud, assetId)?.state === state);

describe('what is deployed to a device', { concurrency: 4 }, () => {
  test('a file comes with a token, is run, and flows find it under the name that they know', async (t) => {
    const { cloud, agent, folder } = await runningDevice(t, iot, 'filed');
    const script = '#!/bin/sh\necho "calibrated to $1" > result.txt\n';
    await putFile(cloud, 'calibrate', script, { directory: 'tools', run: { args: '42', envs: {}, maxTime: 30 } });
    await fileIs(cloud, 'calibrate', 'deployed');
    assert.equal(await readFile(join(folder, 'assets', 'tools', 'result.txt'), 'utf8'), 'calibrated to 42\n');
    await cloud.deploy(
      'page',
      'u-2',
      functionFlow('/where', "msg.payload = env.get('ENEBULAR_ASSETS_DATA_PATH'); return msg"),
    );
    await deployed(cloud, agent, 'u-2');
    assert.equal(await get(agent, '/where'), join(folder, 'assets'));
    await cloud.desire(filePath('calibrate'), undefined);
    await eventually('the file is gone', () => file(cloud, 'calibrate') === undefined);
    assert.deepEqual(await readdir(join(folder, 'assets', 'tools')), ['result.txt'], 'what a program wrote stays');
    assert.doesNotMatch(agent.stderr(), /\/file\/calibrate|opaque-access-token/);
  });

  test('a device killed while a file is executed ends that program and takes the file up again', async (t) => {
    const { cloud, agent, folder, start } = await runningDevice(t, iot, 'killed-program');
    const assets = join(folder, 'assets');
    const script = `#!/bin/sh\necho run >> runs\n[ "$(wc -l < runs)" -gt 1 ] && exit 0\necho $$ > pid\nsleep 600\n`;
    await putFile(cloud, 'slow', script, { run: { args: '', envs: {}, maxTime: 300 } });
    const pid = Number(await eventually('the program runs', () => readFile(join(assets, 'pid'), 'utf8')));
    assert.equal(await agent.end('SIGKILL'), 'SIGKILL');
    assert.notEqual(file(cloud, 'slow')?.state, 'deployed', 'nothing half installed is called deployed');
    const again = start();
    await fileIs(cloud, 'slow', 'deployed');
    assert.equal(isAlive(pid), false);
    assert.match(again.stderr(), /program.orphan-ended/);
    assert.equal(await readFile(join(assets, 'runs'), 'utf8'), 'run\nrun\n');
  });

  test('a flow is stopped and started, gets variables and loses them again, and stays so across a restart', async (t) => {
    const { cloud, agent, start } = await runningDevice(t, iot, 'switched');
    const func = "msg.payload = [env.get('LEVEL'), String(env.get('NAME'))].join(' '); return msg";
    await cloud.desire('flow.envVariables', { LEVEL: '3', NAME: 'north' });
    await cloud.deploy('page', 'u-2', functionFlow('/env', func));
    await deployed(cloud, agent, 'u-2');
    await shows(agent, '/env', '3 north');
    await cloud.desire('flow.envVariables', { LEVEL: '4' });
    await shows(agent, '/env', '4 undefined');
    const settings = () => cloud.twin.get('reported').flow as { enable?: boolean; envVariablesA?: object };
    await eventually('the variables are reported', () => JSON.stringify(settings().envVariablesA) === '{"LEVEL":"4"}');

    await cloud.desire('flow.enable', false);
    await eventually(
      'the stop is reported',
      () => settings().enable === false && cloud.twin.status()?.state === 'stopped',
    );
    await assert.rejects(get(agent, '/env'), 'nobody answers');
    await agent.end('SIGTERM');
    const again = start();
    await eventually('it is back', () => again.stderr().includes('registration.phase'));
    await cloud.deploy('page', 'u-3', functionFlow('/env', func.replace('NAME', 'HOME')));
    await deployed(cloud, again, 'u-3');
    await assert.rejects(get(again, '/env'), 'a flow deployed meanwhile is not started');
    await cloud.desire('flow.enable', true);
    await shows(again, '/env', `4 ${process.env.HOME}`);
    await eventually(
      'the start is reported',
      () => settings().enable === true && cloud.twin.status()?.state === 'running',
    );
  });

  test('a removed flow takes Node-RED with it and leaves nothing behind', async (t) => {
    const { cloud, agent, folder } = await runningDevice(t, iot, 'removed');
    const nodeRed = await agent.nodeRedPid();
    await cloud.desire('flow.flow', undefined);
    await eventually('the flow is gone', () => cloud.twin.flow() === undefined);
    assert.deepEqual(cloud.twin.reports.slice(3), ['u-1 removePending', 'u-1 removing']);
    await eventually('Node-RED is reported as stopped', () => cloud.twin.status()?.state === 'stopped');
    assert.equal(isAlive(nodeRed), false);
    assert.deepEqual(await readdir(join(folder, 'node-red', 'versions')), []);
    await cloud.deploy('page', 'u-2', functionFlow('/new', "msg.payload = 'new'; return msg"));
    await deployed(cloud, agent, 'u-2');
    await shows(agent, '/new', 'new');
  });

  test('a cancelled deployment ends its npm install, and the flow before it never stopped', async (t) => {
    const registry = await startRegistry(t);
    const { cloud, agent, folder } = await runningDevice(t, iot, 'cancelled', registry.env);
    const nodeRed = await agent.nodeRedPid();
    await cloud.deploy('page', 'u-2', PACKAGE_FLOW);
    await eventually('npm asks the registry', () => registry.waiting() > 0);
    await cloud.cancel('page', 'u-2');
    await eventually('the answer', () => cloud.results.length > 0);
    assert.deepEqual(cloud.results, ['u-2 canceled']);
    await eventually('the failure', () => cloud.twin.flow()?.state === 'deployFail');
    assert.equal(cloud.twin.flow()?.message, 'deploy cancel');
    await eventually('npm is gone', () => registry.waiting() === 0);
    assert.equal(await get(agent, '/hello'), 'one');
    assert.equal(await agent.nodeRedPid(), nodeRed);
    assert.equal((await readdir(join(folder, 'node-red', 'versions'))).length, 1);
    await cloud.cancel('page', 'u-2');
    await eventually('a second answer', () => cloud.results.length > 1);
    assert.match(cloud.results[1] ?? '', /^u-2 cancelFail/);
  });

  test('a device killed during npm install runs the flow before and takes the new one up again', async (t) => {
    const registry = await startRegistry(t);
    const { cloud, agent, folder, start } = await runningDevice(t, iot, 'killed-npm', registry.env);
    await cloud.deploy('page', 'u-2', PACKAGE_FLOW);
    await eventually('npm asks the registry', () => registry.waiting() > 0);
    await eventually('npm is noted', () => stat(join(folder, 'node-red', 'npm.json')));
    await agent.end('SIGKILL');
    const again = start();
    await shows(again, '/hello', 'one');
    assert.match(again.stderr(), /npm.orphan-ended/);
    await eventually('the new npm asks', () => registry.waiting() > 0);
    registry.open();
    await deployed(cloud, again, 'u-2');
    await shows(again, '/slow', 'from the registry');
  });

  test('no log leaves a device whose monitoring is off, and that is reported', async (t) => {
    const { cloud, agent, start, folder } = await runningDevice(t, iot, 'unwatched');
    const monitoring = () => cloud.twin.get('reported').monitoring as { enable?: boolean } | undefined;
    await eventually('it is reported as on', () => monitoring()?.enable === true);
    await cloud.desire('monitoring.enable', false);
    await eventually('it is reported as off', () => monitoring()?.enable === false);
    await eventually('it is remembered', () => stat(join(folder, 'monitoring.json')));
    const before = cloud.logs.length;
    await agent.end('SIGTERM');
    assert.equal(cloud.logs.length, before, 'not even the last log before a stop');
    const again = start();
    await eventually('access', () => again.stderr().includes('"to":"authenticated"'));
    await again.end('SIGTERM');
    assert.equal(cloud.logs.length, before);
    const third = start();
    await eventually('access', () => third.stderr().includes('"to":"authenticated"'));
    await cloud.desire('monitoring.enable', true);
    await eventually('it is reported as on again', () => monitoring()?.enable === true);
    await third.end('SIGTERM');
    assert.ok(cloud.logs.length > before);
  });
});
