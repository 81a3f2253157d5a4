import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SimulatedDevice } from '@thingdock/testkit';
import { until } from '@thingdock/testkit';
import { type Installation, startInstallation } from './installation.ts';

for (const kind of ['pglite', 'postgres'] as const)
  describe(`a device and the control plane, on ${kind}`, () => {
    let system: Installation;
    let device: SimulatedDevice;
    let flowId: string;

    before(async () => {
      system = await startInstallation(kind);
    });
    after(() => system.stop());

    const tokenCovered = () =>
      until('the token to be covered', () => device.memory.messages.at(-1)?.messageType === 'deviceStateChange');

    it('a new thing is a device that was never seen', async () => {
      device = await system.addDevice('pump-1');
      const shown = await system.device('pump-1');
      assert.deepEqual([shown.status, shown.reason, shown.flow], ['unknown', 'never_seen', null]);
    });

    it('connects, is registered, authenticates through its shadow, and shares its states', async () => {
      await device.connect();
      const shown = await system.shown('pump-1', { status: 'connected', agentVersion: '2.18.2' });
      assert.deepEqual([shown.reason, shown.source, shown.agentType], [null, 'push', 'enebular-agent']);
      await until('the access token', () => device.memory.accessToken);
      await until('the status tree at the cloud', async () => device.memory.trees.status);
      assert.equal(device.memory.messages[0]?.messageType, 'register');
      assert.deepEqual(device.memory.problems, []);
    });

    it('leaves no token in the shadow', async () => {
      await tokenCovered();
    });

    it('gets a flow, runs it, and the result comes back', async () => {
      flowId = await system.createFlow('Hello');
      const deployment = await system.ended(await system.deploy(flowId, 'pump-1'));
      assert.deepEqual([deployment.summary, deployment.counts], ['successful', { deployed: 1 }]);
      assert.deepEqual(device.memory.packages, [{ flow: [{ id: 'tab1', type: 'tab', label: 'Hello' }] }]);
      const shown = await system.device('pump-1');
      const { deployedAt, enabled, ...flow } = shown.flow ?? {};
      assert.deepEqual(flow, { id: flowId, name: 'Hello', version: 1, state: 'running', message: null });
      assert.deepEqual([typeof deployedAt, enabled?.wanted], ['string', true]);
      assert.deepEqual(device.memory.problems, []);
    });

    it('is seen to stop, and to be lost', async () => {
      await device.stop();
      await system.shown('pump-1', { status: 'disconnected', reason: 'clean_disconnect' });
      await device.connect();
      await system.shown('pump-1', { status: 'connected' });
      device.crash();
      await system.shown('pump-1', { status: 'disconnected', reason: 'connection_lost' });
    });

    it('gets what was deployed while it was away once it comes back', async () => {
      const deploymentId = await system.deploy(flowId, 'pump-1');
      const params = { deploymentId };
      const waiting = await system.client.call('deployments.get', { params });
      assert.deepEqual(waiting.counts, { pending: 1 });
      assert.match(waiting.targets[0]?.message ?? '', /^The device is offline since .*; waiting for it until /);
      await device.connect();
      assert.equal((await system.ended(deploymentId)).summary, 'successful');
      await tokenCovered();
    });

    it('is found again when its connection is deleted and made anew', async () => {
      const messages = device.memory.messages.length;
      const registrations = () => device.memory.messages.filter(({ messageType }) => messageType === 'register').length;
      const before = registrations();
      await system.deleteConnection();
      await system.connect();
      await system.shown('pump-1', { status: 'connected', source: 'sync' });
      await until('the sign of life that it was asked for', () => device.memory.messages.length > messages);
      const deployment = await system.ended(await system.deploy(flowId, 'pump-1'));
      assert.equal(deployment.summary, 'successful');
      assert.equal(registrations(), before, 'registered agents ignore a registration, so none is sent');
      assert.deepEqual(device.memory.problems, []);
    });
  });
