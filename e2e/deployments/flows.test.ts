import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { until } from '@thingdock/testkit';
import { pageOf, stopsServing } from '../system/page.ts';
import { createGate, type Gate, gatedPackage } from './gate.ts';
import { pageFlow, textFlow } from './page-flow.ts';
import { GATEWAY, type Plant, startPlant } from './plant.ts';

/** Its one node gives a random number; from 7 to 7 that is certain. */
const PACKAGES = { 'node-red-node-random': '0.4.1' };
const RANDOM = { id: 'page.random', type: 'random', low: '7', high: '7', inte: 'true', property: 'payload' };

describe('flows on a device, over their whole life and through every kind of interruption', () => {
  let plant: Plant;
  let gate: Gate;
  let slow: Record<string, string>;
  const page = () => pageOf(plant.configFile);
  /** Uploads a flow that answers with this text and whose installation waits for the gate. */
  const slowFlow = (text: string) => plant.upload(`Slow ${text}`, textFlow(text), { packages: slow });

  before(async () => {
    plant = await startPlant('postgres');
    gate = createGate(join(plant.system.folder, 'gate'));
    slow = gatedPackage(join(plant.system.folder, 'slow-node'), gate);
    await plant.startAgent();
  });
  after(() => plant.system.stop());

  it('deploys a flow, then its next version', async () => {
    const flowId = await plant.upload('Page', textFlow('version one'));
    const { state, message } = await plant.end(await plant.ask({ flowId }));
    assert.deepEqual({ state, message }, { state: 'deployed', message: null });
    assert.equal(await page(), 'version one');
    await plant.upload('Page', pageFlow(`'version two in ' + env.get('PLANT')`));
    await plant.have({ flowId });
    assert.match(await page(), /^version two in (undefined)?$/);
    assert.deepEqual([(await plant.show()).flow?.version, (await plant.show()).flow?.state], [2, 'running']);
  });

  it('gives the flow its environment variables, and takes them away again', async () => {
    const params = { connectionId: plant.connectionId, deviceName: GATEWAY };
    await plant.have({ kind: 'env-set', variables: { PLANT: 'north', LINE: '7 "b"' } });
    assert.equal(await page(), 'version two in north');
    const { wanted, reported } = await plant.system.client.call('devices.variables', { params });
    assert.deepEqual(
      [wanted, reported],
      [
        { PLANT: 'north', LINE: '7 "b"' },
        { PLANT: 'north', LINE: '7 "b"' },
      ],
    );
    await plant.have({ kind: 'env-set', variables: {} });
    assert.match(await page(), /^version two in (undefined)?$/);
  });

  it('stops the flow and starts it again', async () => {
    await plant.have({ kind: 'flow-stop' });
    await stopsServing(plant.configFile);
    const stopped = (await plant.show()).flow;
    assert.deepEqual([stopped?.state, stopped?.enabled], ['stopped', { wanted: false, reported: false }]);
    await plant.have({ kind: 'flow-start' });
    assert.match(await page(), /^version two/);
  });

  it('installs the npm packages that a flow needs', async () => {
    const flowId = await plant.upload('Dice', pageFlow('msg.payload', [RANDOM]), { packages: PACKAGES });
    await plant.have({ flowId });
    assert.equal(await page(), '7');
  });

  it('says that npm found no such package, and leaves what runs', async () => {
    const flowId = await plant.upload('Lost', textFlow('lost'), { packages: { 'slow-node': 'file:/nowhere/at/all' } });
    const { state, message } = await plant.end(await plant.ask({ flowId }));
    assert.equal(state, 'failed');
    assert.match(message ?? '', /npm/);
    assert.equal(await page(), '7');
  });

  it('brings credentials to the node that needs them, and to no file of the device', async () => {
    const asked: (string | undefined)[] = [];
    const machine = createServer(({ headers }, answer) => {
      asked.push(headers.authorization);
      answer.end('all well');
    });
    await new Promise<void>((resolve) => machine.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(machine.address() as AddressInfo).port}/`;
    const ask = { id: 'page.ask', type: 'http request', method: 'GET', ret: 'txt', url, authType: 'basic' };
    const credentials = { 'page.ask': { user: 'operator-of-line-7', password: 'wide-open-sesame' } };
    const flowId = await plant.upload('Guarded', pageFlow('msg.payload', [ask]), { credentials });
    await plant.have({ flowId });
    assert.equal(await page(), 'all well');
    assert.equal(asked[0], `Basic ${Buffer.from('operator-of-line-7:wide-open-sesame').toString('base64')}`);
    machine.close();
    const files = allFiles(plant.device);
    assert.ok(files.some((file) => file.endsWith('flows_cred.json')));
    for (const file of files)
      for (const secret of formsOf('wide-open-sesame', 'operator-of-line-7'))
        assert.ok(!readFileSync(file).includes(secret), `${file} tells ${secret}`);
    assert.ok(!plant.agent.output().includes('wide-open-sesame'));
  });

  it('finishes an installation during which the device was killed, and leaves none of it running', async () => {
    const deployment = await plant.ask({ flowId: await slowFlow('after the power cut') });
    await gate.hasBegun(1);
    await plant.reaches(deployment, 'deploying');
    await plant.endAgent('SIGKILL');
    assert.match((await plant.isAwaited(deployment)).message ?? '', /offline since/);
    await plant.startAgent();
    await gate.hasBegun(2);
    gate.open();
    assert.deepEqual(await plant.end(deployment), { state: 'deployed', message: null });
    assert.equal(await page(), 'after the power cut');
    await until('no installation to run', () => !gate.runs());
    gate.close();
  });

  it('brings to an end what it was killed over, in the midst of dispatch and of an installation', async () => {
    const { system } = plant;
    const first = await plant.ask({ flowId: await plant.upload('Page', textFlow('version three')) });
    system.server.kill('SIGKILL');
    await system.restartServer();
    assert.deepEqual(await plant.end(first), { state: 'deployed', message: null });
    assert.equal(await page(), 'version three');
    const begun = gate.begun();
    const second = await plant.ask({ flowId: await slowFlow('installed alone') });
    await gate.hasBegun(begun + 1);
    system.server.kill('SIGKILL');
    await system.server.ended;
    gate.open();
    await until('the device to serve it', async () => (await page()) === 'installed alone', { within: 60_000 });
    await system.restartServer();
    assert.deepEqual(await plant.end(second), { state: 'deployed', message: null });
    gate.close();
  });

  it('replaces a deployment that goes on by a newer one, and says by which', async () => {
    const begun = gate.begun();
    const older = await plant.ask({ flowId: await slowFlow('too late') });
    await gate.hasBegun(begun + 1);
    await plant.reaches(older, 'deploying');
    const newer = await plant.ask({ flowId: await plant.upload('Page', textFlow('version four')) });
    assert.equal((await plant.end(newer)).state, 'deployed');
    assert.equal(await page(), 'version four');
    const replaced = await plant.target(older);
    assert.deepEqual([replaced.state, replaced.overriddenBy], ['overridden', newer]);
    assert.match(replaced.message ?? '', new RegExp(newer));
    await until('the older installation to have ended', () => !gate.runs());
  });

  describe('a deployment that is cancelled leaves the device as it was', () => {
    const stays = async (deployment: string, device = GATEWAY) => {
      await plant.cancel(deployment);
      const { state, message } = await plant.target(deployment, device);
      assert.equal(state, 'cancelled');
      assert.match(message ?? '', /cancel/i);
    };

    it('before the time at which it was to start', async () => {
      const flowId = await plant.upload('Page', textFlow('version five'));
      const at = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 16);
      const deployment = await plant.ask({ flowId, schedule: { at, timeZone: 'UTC' } });
      assert.equal((await plant.target(deployment)).state, 'scheduled');
      await stays(deployment);
      assert.equal((await plant.end(deployment)).state, 'cancelled');
    });

    it('while it waits for an earlier phase', async () => {
      await plant.addThing('gateway-2');
      const flowId = await plant.upload('Page', textFlow('version five'));
      const rollout = { phases: [{ count: 1 }, { count: 1 }], canaries: ['gateway-2'] };
      const deployment = await plant.ask({ flowId, devices: ['gateway-2', GATEWAY], rollout });
      const waiting = await plant.target(deployment);
      assert.deepEqual([waiting.state, waiting.waitsFor, waiting.phase], ['pending', 'later_phase', 2]);
      await stays(deployment);
      assert.equal((await plant.target(deployment, 'gateway-2')).state, 'cancelled');
    });

    it('when the device was told, but has said nothing yet', async () => {
      const flowId = await plant.upload('Page', textFlow('version five'));
      plant.agent.kill('SIGSTOP');
      const deployment = await plant.ask({ flowId });
      assert.equal((await plant.target(deployment)).state, 'requested');
      await stays(deployment);
      plant.agent.kill('SIGCONT');
      await keepsServing('version four');
    });

    it('while the device is offline', async () => {
      const flowId = await plant.upload('Page', textFlow('version five'));
      await plant.endAgent('SIGTERM');
      const deployment = await plant.ask({ flowId });
      const waiting = await plant.target(deployment);
      assert.deepEqual([waiting.state, waiting.waitsFor], ['pending', 'offline']);
      await stays(deployment);
      await plant.startAgent();
      await keepsServing('version four');
    });

    it('while the device installs it: the installation ends at once', async () => {
      const begun = gate.begun();
      const deployment = await plant.ask({ flowId: await slowFlow('cancelled') });
      await gate.hasBegun(begun + 1);
      await plant.reaches(deployment, 'deploying');
      await stays(deployment);
      await until('the installation to have ended', () => !gate.runs());
      await keepsServing('version four');
      assert.equal((await plant.target(deployment)).state, 'cancelled');
    });

    /** What comes after a cancelled deployment would come after what that left on the device, too. */
    const keepsServing = async (text: string) => {
      await plant.have({ kind: 'env-set', variables: { SEEN: `${Date.now()}` } });
      assert.equal(await page(), text);
    };
  });

  it('takes the flow off the device', async () => {
    await plant.have({ kind: 'flow-remove' });
    await stopsServing(plant.configFile);
    assert.deepEqual(readdirSync(join(plant.device, 'node-red', 'versions')), []);
    assert.equal((await plant.show()).flow, null);
  });
});

/** A secret as it stands, and as it would stand in base64, wherever it begins. */
const formsOf = (...secrets: string[]): string[] =>
  secrets.flatMap((secret) => [secret, ...['', ' ', '  '].map((pad) => encoded(pad, secret))]);
const encoded = (pad: string, secret: string): string =>
  Buffer.from(pad + secret)
    .toString('base64')
    .slice(4, -4);

const allFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name));
