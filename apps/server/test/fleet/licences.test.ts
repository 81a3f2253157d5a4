import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LicenceQuery } from '@thingdock/api';
import { isAuthTrigger } from '@thingdock/device-protocol';
import { type SimulatedDevice, until } from '@thingdock/testkit';
import type Type from 'typebox';
import { type Installation, startInstallation } from './installation.ts';

type Query = Partial<Type.Static<typeof LicenceQuery>>;

for (const kind of ['pglite', 'postgres'] as const)
  describe(`licences, on ${kind}`, () => {
    let system: Installation;
    let pump: SimulatedDevice;

    before(async () => {
      system = await startInstallation(kind);
    });
    after(() => system.stop());

    const params = () => ({ projectId: system.projectId });
    const list = (query: Query = {}) => system.client.call('licences.list', { params: params(), query });
    const change = (body: { limit?: number | null; registerNew?: boolean }) =>
      system.client.call('licences.change', { params: params(), body });
    const chosen = (...names: string[]) => ({
      devices: names.map((name) => ({ connectionId: system.connectionId(), name })),
    });
    const register = (...names: string[]) =>
      system.client.call('licences.register', { params: params(), body: chosen(...names) });
    const remove = (...names: string[]) =>
      system.client.call('licences.delete', { params: params(), body: chosen(...names) });
    const logs = (deviceName: string) =>
      system.client.call('devices.logs', { params: { connectionId: system.connectionId(), deviceName }, query: {} });
    const token = (device: SimulatedDevice, wanted: (text: string) => boolean) =>
      until('the right access token', () => {
        const { accessToken } = device.memory;
        return accessToken !== undefined && wanted(accessToken) && accessToken;
      });

    let count = 0;
    /** As agents do it. Answers with the status. */
    async function upload(bearer: string, message: string): Promise<number> {
      const event = { timestamp: new Date().toISOString(), level: 'info', message, context: 'internal' };
      const form = new FormData();
      count += 1;
      form.append('events', new Blob([JSON.stringify([event])]), `enebular-${count}`);
      const url = new URL('/agent/v1/record-logs', system.url);
      const answer = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${bearer}` }, body: form });
      return answer.status;
    }

    it('are registered by themselves for new devices, which get a token, a status and logs', async () => {
      pump = await system.addDevice('pump-1');
      assert.equal((await system.device('pump-1')).licensed, true);
      await pump.connect();
      await system.shown('pump-1', { status: 'connected' });
      const bearer = await token(pump, (text) => text !== '-');
      assert.equal(await upload(bearer, 'hello'), 200);
      const { items, limit, registered, registerNew } = await list();
      assert.deepEqual([limit, registered, registerNew], [null, 1, true]);
      assert.deepEqual(
        items.map(({ device, state, registeredBy, connectionName }) => [device, state, registeredBy, connectionName]),
        [['pump-1', 'registered', 'automatic', 'Plant']],
      );
    });

    it('end at once when they are deleted: token, status and logs', async () => {
      const old = pump.memory.accessToken ?? '';
      assert.deepEqual(await remove('pump-1'), { changed: 1, unchanged: 0 });
      assert.equal(await upload(old, 'too late'), 401);
      await system.shown('pump-1', { status: 'unknown', reason: 'not_registered', licensed: false });
      await assert.rejects(logs('pump-1'), { code: 'licence_missing' });
      await token(pump, (text) => text === '-');
      assert.ok(pump.memory.messages.some((it) => it.messageType === 'updateAuth' && isAuthTrigger(it.message)));
      assert.deepEqual(await remove('pump-1'), { changed: 0, unchanged: 1 });
    });

    it('are not needed to deploy a flow', async () => {
      const flowId = await system.createFlow('Hello');
      const deployment = await system.ended(await system.deploy(flowId, 'pump-1'));
      assert.equal(deployment.summary, 'successful');
      assert.equal((await system.device('pump-1')).reason, 'not_registered');
    });

    it('can be registered anew: old logs are read again, and old tokens stay dead', async () => {
      const { items } = await list({ state: 'deleted' });
      assert.equal(items.length, 1);
      assert.deepEqual(await register('pump-1'), { changed: 1, unchanged: 0 });
      await system.shown('pump-1', { status: 'connected', licensed: true });
      const fresh = await token(pump, (text) => text !== '-');
      assert.equal(await upload(fresh, 'again'), 200);
      assert.deepEqual(
        (await logs('pump-1')).items.map(({ message }) => message),
        ['again', 'hello'],
      );
      const [newest, oldest] = (await list()).items;
      assert.deepEqual([newest?.state, oldest?.state], ['registered', 'deleted']);
      assert.ok(oldest?.deletedAt && oldest.deletedBy);
    });

    it('of devices that are away take effect when they come', async () => {
      await change({ registerNew: false });
      const away = await system.addDevice('away-1');
      assert.equal((await system.device('away-1')).licensed, false);
      await register('away-1');
      await away.connect();
      await system.shown('away-1', { status: 'connected' });
      await token(away, (text) => text !== '-');

      await away.stop();
      await system.shown('away-1', { status: 'disconnected' });
      await remove('away-1');
      await away.connect();
      await token(away, (text) => text === '-');
      await change({ registerNew: true });
    });

    it('are never more than were issued, however many come at once', async () => {
      await assert.rejects(change({ limit: 0 }), { code: 'licence_limit_too_low' });
      assert.equal((await change({ limit: 4 })).limit, 4);
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      const devices = await Promise.all(names.map((name) => system.addDevice(name)));
      const { registered } = await list();
      assert.equal(registered, 4);
      await Promise.all(devices.map((device) => device.connect()));
      const licensed = await until('all to be seen', async () => {
        const all = await Promise.all(names.map((name) => system.device(name)));
        return all.every(({ agentVersion }) => agentVersion !== null) && all.filter((it) => it.licensed);
      });
      assert.equal(licensed.length, 3);
      await assert.rejects(register(...names), { code: 'licence_limit' });
      assert.equal((await list()).registered, 4);
      await change({ limit: null });
      const body = { filter: { licensed: 'no' as const, name: '*' } };
      const rest = await system.client.call('licences.register', { params: params(), body });
      assert.deepEqual(rest, { changed: 4, unchanged: 0 });
      await remove('away-1');
      assert.deepEqual(await register(...names), { changed: 0, unchanged: 6 });
      await assert.rejects(register('no-such-thing'), { code: 'device_unknown' });
    });

    it('are read page by page', async () => {
      const seen: string[] = [];
      let next: string | null | undefined;
      do {
        const page = await list({ limit: '3', ...(next ? { after: next } : {}) });
        seen.push(...page.items.map(({ id }) => id));
        next = page.next;
      } while (next);
      assert.deepEqual([seen.length, new Set(seen).size], [10, 10]);
      assert.equal((await list({ name: 'pump' })).items.length, 2);
    });

    it('let monitoring be switched, and show both what is wanted and what the device said', async () => {
      const deviceName = 'pump-1';
      const monitor = (on: boolean) =>
        system.client.call('devices.monitor', {
          params: { connectionId: system.connectionId(), deviceName },
          body: { on },
        });
      await until('the device to have said it', async () => (await system.device(deviceName)).monitoring.reported);
      const off = await monitor(false);
      assert.deepEqual([off.status, off.reason, off.monitoring.wanted], ['unknown', 'monitoring_off', false]);
      const state = { type: 'reported', op: 'set', path: 'monitoring.enable', state: false };
      await until('the device to fetch it', () =>
        JSON.stringify(pump.memory.trees.desired?.state).includes('"enable":false'),
      );
      await pump.request('deviceState/device/update', { updates: [state] });
      await until('its word', async () => (await system.device(deviceName)).monitoring.reported === false);
      assert.ok((await logs(deviceName)).items.length > 0, 'old logs stay readable');
      await monitor(true);
      await system.shown(deviceName, { status: 'connected' });
    });

    it('keep their connection from being deleted, unless they are released with it', async () => {
      const connectionId = system.connectionId();
      const params = { connectionId };
      await assert.rejects(system.client.call('connections.delete', { params }), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'licences_registered');
        assert.match(error.message, /7 devices of this connection: a, b, c, d, e, f, pump-1\./);
        return true;
      });
      await system.deleteConnection();
      assert.deepEqual([(await list()).registered, (await list({ state: 'registered' })).items.length], [0, 0]);
      const old = pump.memory.accessToken ?? '';
      await system.connect();
      await system.shown('pump-1', { status: 'connected', licensed: true });
      await token(pump, (text) => text !== '-' && text !== old);
      assert.equal(await upload(old, 'of an earlier licence'), 401);
      assert.equal((await list({ name: 'pump-1', connectionId })).items[0]?.connectionName, 'Plant');
    });
  });
