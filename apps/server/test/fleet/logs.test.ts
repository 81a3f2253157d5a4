import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { logArchivePath } from '@thingdock/api';
import { LOG_UPLOAD_BYTES } from '@thingdock/device-protocol';
import { type SimulatedDevice, until } from '@thingdock/testkit';
import { type Installation, startInstallation } from './installation.ts';
import { unzip } from './unzip.ts';

const AT = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();
const line = (second: number, message: string, more: object = {}) => ({
  ...{ timestamp: AT(second), level: 'info', message, context: 'service.node-red' },
  ...more,
});

for (const kind of ['pglite', 'postgres'] as const)
  describe(`the log of a device, on ${kind}`, () => {
    let system: Installation;
    let device: SimulatedDevice;
    let token: string;

    before(async () => {
      system = await startInstallation(kind);
      device = await system.addDevice('pump-1');
      await device.connect();
      token = await until('the access token', () => device.memory.accessToken);
    });
    after(() => system.stop());

    /** As agents do it: one part, a JSON array with one event a line. */
    function upload(name: string, events: readonly object[] | string, bearer = token): Promise<Response> {
      const text = typeof events === 'string' ? events : `[\n${events.map((it) => JSON.stringify(it)).join(',\n')}\n]`;
      const form = new FormData();
      form.append('events', new Blob([text], { type: 'application/octet-stream' }), name);
      const headers = { authorization: `Bearer ${bearer}` };
      const url = new URL('/agent/v1/record-logs?is_device_master=true', system.url);
      return fetch(url, { method: 'POST', headers, body: form });
    }

    const read = (query: Record<string, string> = {}) =>
      system.client.call('devices.logs', {
        params: { connectionId: system.connectionId(), deviceName: 'pump-1' },
        query,
      });
    const messages = async (query?: Record<string, string>) => (await read(query)).items.map((it) => it.message);

    it('is empty at first', async () => {
      assert.deepEqual(await read(), { items: [], next: null });
    });

    it('takes uploads in any order and shows the newest line first', async () => {
      const late = await upload('enebular-20260101120010000-2', [line(10, 'flows started'), line(11, 'pump on')]);
      assert.deepEqual([late.status, await late.json()], [200, {}]);
      await upload('enebular-20260101120001000-1', [
        line(1, 'agent started', { context: 'internal', version: '2.18.2' }),
      ]);
      assert.deepEqual(await messages(), ['pump on', 'flows started', 'agent started']);
      const { items } = await read({ source: 'internal' });
      assert.deepEqual(items[0]?.extra, { version: '2.18.2' });
    });

    it('takes a file that is sent again once only', async () => {
      const again = await upload('enebular-20260101120010000-2', [line(10, 'flows started'), line(11, 'pump on')]);
      assert.equal(again.status, 200);
      assert.equal((await messages()).length, 3);
    });

    it('hides tokens, and keeps what PostgreSQL would not take otherwise', async () => {
      const secret = 'a-very-secret-token-0123456789';
      await upload('enebular-3', [
        line(20, `auth: Bearer ${secret}`, { level: 'debug', state: { accessToken: secret, raw: 'a\u0000b' } }),
      ]);
      const page = await read({ level: 'debug' });
      assert.equal(JSON.stringify(page).includes(secret), false);
      assert.deepEqual(page.items[0]?.extra, { state: { accessToken: '[hidden]', raw: 'a\ufffdb' } });
    });

    it('is searched by text, level, source and time, taking what is typed as it is', async () => {
      await upload('enebular-4', [line(30, 'load 100%'), line(31, 'load 1000', { level: 'error' })]);
      assert.deepEqual(await messages({ text: '100%' }), ['load 100%']);
      assert.deepEqual(await messages({ text: 'LOAD', level: 'error' }), ['load 1000']);
      assert.deepEqual(await messages({ from: AT(10), to: AT(11) }), ['flows started']);
    });

    it('is read page by page without losing or repeating a line', async () => {
      const all = await messages();
      const paged: string[] = [];
      let before: string | null | undefined;
      do {
        const page = await read({ limit: '2', ...(before ? { before } : {}) });
        paged.push(...page.items.map((it) => it.message));
        before = page.next;
      } while (before);
      assert.deepEqual(paged, all);
    });

    it('is exported with those of the whole project, as an archive', async () => {
      const projectId = system.projectId;
      const at = (ms: number) => new Date(Date.now() + ms).toISOString();
      const query = { from: at(-60_000), to: at(60_000) };
      const { archives, ...size } = await system.client.call('logs.export', { params: { projectId }, query });
      assert.deepEqual([size.devices, archives.length, archives[0]?.name], [1, 1, 'Plant.zip']);
      const part = archives[0]?.part ?? '';
      const found = await unzip(
        await new Response(await system.client.logArchive(projectId, { ...query, part })).bytes(),
      );
      assert.equal(found.size, size.files);
      const lines = [...found.values()].flatMap((content) => JSON.parse(content) as { message: string }[]);
      assert.deepEqual(lines.map(({ message }) => message).sort(), (await messages()).sort());
    });

    it('is exported for a sensible period, and by nobody without an account', async () => {
      const projectId = system.projectId;
      const long = { from: '2026-01-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' };
      await assert.rejects(system.client.call('logs.export', { params: { projectId }, query: long }), {
        code: 'log_period_invalid',
      });
      await assert.rejects(system.client.logArchive(projectId, { ...long, part: 'x' }), { code: 'log_period_invalid' });
      const bare = await fetch(new URL(`${logArchivePath(projectId)}?from=x&to=y&part=z`, system.url));
      assert.equal(bare.status, 401);
    });

    it('takes nothing while the monitoring is off, although it answers well, and can be read', async () => {
      const params = { connectionId: system.connectionId(), deviceName: 'pump-1' };
      const monitor = (on: boolean) => system.client.call('devices.monitor', { params, body: { on } });
      await monitor(false);
      const before = await messages();
      const late = await upload('enebular-8', [line(41, 'unwanted')]);
      assert.deepEqual([late.status, await late.json()], [200, {}]);
      assert.deepEqual(await messages(), before);
      await monitor(true);
      await upload('enebular-9', [line(42, 'wanted')]);
      assert.deepEqual(await messages(), ['wanted', ...before]);
    });

    it('is taken from the device itself only', async () => {
      const forged = `${token.slice(0, -4)}AAAA`;
      assert.equal((await upload('enebular-5', [line(40, 'forged')], forged)).status, 401);
      assert.equal((await messages({ text: 'forged' })).length, 0);
    });

    it('refuses what is no log, and what is too large', async () => {
      assert.equal((await upload('enebular-6', 'not json')).status, 400);
      assert.equal((await upload('enebular-7', [line(1, 'x'.repeat(LOG_UPLOAD_BYTES + 1))])).status, 413);
    });
  });
