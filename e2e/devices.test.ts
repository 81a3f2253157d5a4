import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DeleteThingShadowCommand, IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import type { Device, Transition } from '@thingdock/api';
import { type Cuttable, startCuttable, until } from '@thingdock/testkit';
import { type Program, ROOT, stopProgram } from './system/program.ts';
import { connect, REGION, type System, startSystem } from './system/system.ts';

/** Its clock is a day fast. */
const TOMORROW = { NODE_OPTIONS: `--import=${pathToFileURL(join(ROOT, 'e2e/system/tomorrow.ts'))}` };

describe('what is shown of devices, whatever happens to them and to the way between', { timeout: 300_000 }, () => {
  let system: System;
  let projectId: string;
  let connectionId: string;
  let data: IoTDataPlaneClient;
  /** The way of the gateway to the broker. */
  let line: Cuttable;
  let gateway: Program;
  let press: Program;
  let pressConfig: string;
  let valve: Program;
  let valveConfig: string;

  before(async () => {
    // SNS's pauses are a second instead of twenty, and every shadow is read soon.
    system = await startSystem('pglite', { env: { THINGDOCK_RECONCILE_SECONDS: '30' }, aws: { snsRetrySpeed: 3 } });
    data = new IoTDataPlaneClient({ endpoint: system.aws.endpointUrl, region: REGION, credentials: system.aws.root });
    line = await startCuttable(new URL(`mqtts://127.0.0.1:${system.aws.mqttPort}`));
    ({ id: projectId } = await system.cli.json<{ id: string }>('projects', 'create', '--name', 'Plant'));
    connectionId = await connect(system, projectId);
    pressConfig = await createThing('press-1');
    press = await system.startAgent(pressConfig);
    gateway = await system.startAgent(behind(line, await createThing('gateway-1')));
    // Of its own, since a device may ask for a token ten times a minute.
    valveConfig = await createThing('valve-1');
    valve = await system.startAgent(valveConfig);
    for (const name of ['press-1', 'gateway-1', 'valve-1']) await shown(name, { status: 'connected' });
  });
  after(async () => {
    data.destroy();
    await system.stop();
    line.close();
  });

  async function createThing(name: string): Promise<string> {
    const folder = join(system.folder, name);
    await system.cli.json('things', 'create', name, '--connection', connectionId, '--out', folder);
    return join(folder, 'config.json');
  }
  /** The same device, whose network is this way. */
  function behind({ url }: Cuttable, configFile: string): string {
    const config = JSON.parse(readFileSync(configFile, 'utf8'));
    const moved = { ...config, host: url.hostname, port: Number(url.port), servername: config.host };
    writeFileSync(configFile, JSON.stringify(moved));
    return configFile;
  }

  const params = (deviceName: string) => ({ connectionId, deviceName });
  const device = (name: string) => system.client.call('devices.get', { params: params(name) });
  const shown = (name: string, wanted: Partial<Device>) =>
    until(
      `${name} to be shown as ${JSON.stringify(wanted)}`,
      async () => {
        const seen = await device(name);
        const same = (Object.keys(wanted) as (keyof Device)[]).every((key) => seen[key] === wanted[key]);
        if (!same) throw new Error(JSON.stringify(seen));
        return seen;
      },
      { within: 60_000 },
    );
  const timeline = async (name: string): Promise<readonly Transition[]> =>
    (await system.client.call('devices.timeline', { params: params(name) })).transitions;
  /** How many lines of its log have come. Counters are of no use here: the other devices send theirs meanwhile. */
  const logged = async (name: string): Promise<number> =>
    (await system.client.call('devices.logs', { params: params(name), query: { limit: '1000' } })).items.length;
  const counted = async (name: string): Promise<number> => (await system.client.call('counters.get', {}))[name] ?? 0;
  /** In the stand-in. */
  const happened = (name: string): number => system.aws.counters()[name] ?? 0;
  const says = (agent: Program, text: string) =>
    until(
      `the agent to say ${text}`,
      () => {
        if (!agent.output().includes(text)) throw new Error(agent.output());
        return true;
      },
      { within: 60_000 },
    );
  /** Ends it as people do, once it has a token with which it can send what it logged. */
  async function stop(agent: Program): Promise<void> {
    await says(agent, '"to":"authenticated"');
    assert.equal(await stopProgram(agent), 0);
  }

  it('a late last will after a quick reconnect is not believed, now or later', async () => {
    const ruleName = 'enebular_shadow_update';
    system.aws.faults.disturbRules({ kind: 'delay', ruleName, delayMs: 4_000 });
    const before = (await timeline('gateway-1')).length;
    line.cut();
    line.mend();
    await says(gateway, 'shadow.called-disconnected');
    // What its word of being there is written over the will's has come, so the will is history.
    const since = await until('the device to have contradicted', async () => {
      const news = (await timeline('gateway-1')).slice(before);
      const versions = news.flatMap(({ shadowVersion }) => shadowVersion ?? []);
      return versions.some((version, index) => version >= (versions[index - 1] ?? version) + 2) && news;
    });
    assert.ok(since.every(({ status }) => status === 'connected'));
    assert.equal((await device('gateway-1')).status, 'connected');
    assert.equal(happened('mqtt.wills'), 1);
  });

  it('a device that is killed is lost, and so is one whose network is cut: wills are held back first, then believed', async () => {
    const held = await counted('inbox.status.held');
    line.cut();
    press.kill('SIGKILL');
    for (const name of ['press-1', 'gateway-1']) {
      const lost = await shown(name, { status: 'disconnected' });
      assert.deepEqual([lost.reason, lost.source], ['connection_lost', 'push']);
      const { shadowVersion, messageId } = (await timeline(name)).at(-1) ?? {};
      assert.ok(shadowVersion && messageId);
    }
    assert.equal(await counted('inbox.status.held'), held + 2);
    line.mend();
  });

  it('a device whose clock is a day fast is shown in the time of AWS, and gets its token and its logs through', async () => {
    const before = await logged('press-1');
    const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);
    press = await system.startAgent(pressConfig, TOMORROW);
    await says(press, tomorrow);
    const { since } = await shown('press-1', { status: 'connected' });
    assert.ok(Math.abs(Date.parse(since ?? '') - Date.now()) < 3_600_000);
    await stop(press);
    const gone = await shown('press-1', { status: 'disconnected', reason: 'clean_disconnect' });
    assert.ok(Date.parse(gone.since ?? '') >= Date.parse(since ?? ''));
    assert.ok((await logged('press-1')) > before);
  });

  it('a device that stops says so', async () => {
    press = await system.startAgent(pressConfig);
    await shown('press-1', { status: 'connected' });
    await stop(press);
    const gone = await shown('press-1', { status: 'disconnected' });
    assert.deepEqual([gone.reason, gone.source], ['clean_disconnect', 'push']);
  });

  it('a device whose network was cut is back with its network', async () => {
    await shown('gateway-1', { status: 'connected' });
  });

  it('what SNS loses is found by reading shadows', async () => {
    press = await system.startAgent(pressConfig);
    await shown('press-1', { status: 'connected' });
    system.aws.faults.disturbDeliveries({ kind: 'lose', times: 1_000 });
    press.kill('SIGKILL');
    const gone = await shown('press-1', { status: 'disconnected' });
    assert.deepEqual([gone.reason, gone.source], ['reported_by_shadow', 'sync']);
    system.aws.faults.clear();
  });

  it('what SNS has for a server that is down comes once it is back', async () => {
    press = await system.startAgent(pressConfig);
    await shown('press-1', { status: 'connected' });
    await says(press, '"to":"authenticated"');
    system.server.kill('SIGKILL');
    await system.server.ended;
    const missing = () => happened('sns.published') - happened('sns.delivered');
    const [lost, failed] = [missing(), happened('sns.retries')];
    press.kill('SIGTERM');
    assert.equal(await press.ended, 0);
    await until('SNS to have tried in vain', () => happened('sns.retries') > failed);
    await system.restartServer();
    await shown('press-1', { status: 'disconnected' });
    assert.equal((await device('gateway-1')).status, 'connected');
    await until('everything to have arrived', () => missing() <= lost);
    assert.equal(happened('sns.exhausted'), 0);
  });

  it('a device whose shadow was deleted is unknown, until it connects', async () => {
    await stop(valve);
    await shown('valve-1', { status: 'disconnected' });
    await data.send(new DeleteThingShadowCommand({ thingName: 'valve-1' }));
    const unseen = await system.client.call('devices.refresh', { params: params('valve-1') });
    assert.deepEqual([unseen.status, unseen.reason], ['unknown', 'never_seen']);
    valve = await system.startAgent(valveConfig);
    await shown('valve-1', { status: 'connected' });
  });

  it('a device whose monitoring is off shows no status and sends no log, until it is on again', async () => {
    const monitor = (on: boolean) => system.client.call('devices.monitor', { params: params('valve-1'), body: { on } });
    const reported = (wanted: boolean) =>
      until('the device to have switched', async () => (await device('valve-1')).monitoring.reported === wanted);
    await says(valve, '"to":"authenticated"');
    const off = await monitor(false);
    assert.deepEqual([off.status, off.reason, off.monitoring.wanted], ['unknown', 'monitoring_off', false]);
    await reported(false);
    const before = await logged('valve-1');
    await stop(valve);
    valve = await system.startAgent(valveConfig);
    await says(valve, '"to":"authenticated"');
    assert.equal(await logged('valve-1'), before);
    assert.equal((await device('valve-1')).reason, 'monitoring_off');
    const on = await monitor(true);
    assert.deepEqual([on.status, on.monitoring.wanted], ['connected', true]);
    await reported(true);
    await stop(valve);
    assert.ok((await logged('valve-1')) > before);
  });

  it('a device whose licence is deleted loses its token, its status and its logs, and has them again with a new one', async () => {
    const chosen = { params: { projectId }, body: { devices: [{ connectionId, name: 'valve-1' }] } };
    valve = await system.startAgent(valveConfig);
    await says(valve, '"to":"authenticated"');
    const before = await logged('valve-1');
    await system.client.call('licences.delete', chosen);
    const without = await device('valve-1');
    assert.deepEqual([without.status, without.reason, without.licensed], ['unknown', 'not_registered', false]);
    await says(valve, '"to":"unauthenticated"');
    assert.equal(await stopProgram(valve), 0);
    await assert.rejects(logged('valve-1'), { code: 'licence_missing' });

    await system.client.call('licences.register', chosen);
    await shown('valve-1', { status: 'disconnected', licensed: true });
    assert.equal(await logged('valve-1'), before);
    valve = await system.startAgent(valveConfig);
    await shown('valve-1', { status: 'connected' });
    await stop(valve);
    assert.ok((await logged('valve-1')) > before);
  });
});
