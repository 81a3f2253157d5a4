import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createDevice, createDeviceKey, type SimulatedDevice, until } from '@thingdock/testkit';
import { type Installation, startInstallation } from './installation.ts';

const RULE = 'enebular_presence_rule';

for (const kind of ['pglite', 'postgres'] as const)
  describe(`AWS’s own word on who comes and goes, on ${kind}`, () => {
    let system: Installation;
    /** The same certificate on two machines. */
    let pump: SimulatedDevice;
    let twin: SimulatedDevice;

    before(async () => {
      system = await startInstallation(kind);
      const { keyPem, csrPem } = await createDeviceKey('pump-1');
      const body = { name: 'pump-1', csr: csrPem };
      const made = await system.client.call('things.create', { params: params(), body });
      const at = { thingName: 'pump-1', host: made.mqttHost, port: made.mqttPort };
      const options = { ...at, caPem: made.caPem, certPem: made.certificatePem, keyPem };
      pump = createDevice(options);
      twin = createDevice(options);
    });
    after(async () => {
      pump.crash();
      twin.crash();
      await system.stop();
    });

    const params = () => ({ connectionId: system.connectionId() });
    const connection = () => system.client.call('connections.get', { params: params() });
    const planned = async () =>
      (await system.client.call('connections.drift', { params: params() })).objects.find(({ name }) => name === RULE);
    async function turn(on: boolean): Promise<void> {
      const { operation } = await system.client.call('connections.presence', { params: params(), body: { on } });
      await system.finish(operation.id);
    }

    it('is off at first, and nothing of it stands in AWS', async () => {
      assert.equal((await connection()).presence, false);
      assert.equal(await planned(), undefined);
    });

    it('comes by a rule that is made, listed, checked and repaired like the others', async () => {
      await turn(true);
      assert.equal((await connection()).presence, true);
      assert.equal((await planned())?.action, 'none');
      const { items } = await system.client.call('connections.objects', { params: params() });
      assert.ok(items.some(({ name, goes }) => name === RULE && goes));
      const health = await system.client.call('connections.check', { params: params() });
      assert.equal(health.state, 'healthy');
    });

    it('tells that a device is gone although its goodbye was lost', async () => {
      await pump.connect();
      await system.shown('pump-1', { status: 'connected' });
      // No will, and no word in its shadow: as when AWS refused the update for its version.
      await pump.leave();
      await system.shown('pump-1', { status: 'disconnected', reason: 'clean_disconnect', source: 'presence' });
    });

    it('says in words that two devices use one name, and notes it once', async () => {
      // All from one address, which takes a few more takeovers to be sure.
      for (let round = 0; round < 4; round += 1) {
        await pump.connect();
        await twin.connect();
      }
      const shown = await until('the notice', async () => {
        const device = await system.device('pump-1');
        return device.notices.find(({ code }) => code === 'shared_client_id');
      });
      assert.match(shown.text, /^Two devices connect under this name and push each other out/);
      const query = { type: 'device.shared_client_id' };
      const events = await system.client.call('events.list', { params: { projectId: system.projectId }, query });
      assert.equal(events.items.length, 1);
      await system.shown('pump-1', { status: 'connected' });
    });

    it('goes with its rule when it is switched off', async () => {
      await turn(false);
      assert.equal((await connection()).presence, false);
      assert.equal(await planned(), undefined);
      const { items } = await system.client.call('connections.objects', { params: params() });
      assert.equal(
        items.some(({ name }) => name === RULE),
        false,
      );
    });
  });
