import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { CreateDeployment } from '@thingdock/api';
import { FILE_URL_PATH } from '@thingdock/device-protocol';
import { type SimulatedDevice, until } from '@thingdock/testkit';
import { sendPart } from '../assets/server.test.setup.ts';
import { type Installation, startInstallation } from './installation.ts';

const BYTES = randomBytes(20_000);
const PASSWORD = 'correct-horse-battery';
const FLOW = JSON.stringify([{ id: 'b', type: 'mqtt-broker' }]);
const QUARTER_HOUR = 900_000;
const SETTINGS = { directory: null, execute: null, hooks: [] };

describe('addresses under which devices download', () => {
  let system: Installation;
  let pump: SimulatedDevice;
  let valve: SimulatedDevice;
  let token = '';
  let fileId = '';
  let flowId = '';
  const heard: string[] = [];
  const urls = new Map<'file' | 'flow', string>();

  before(async () => {
    system = await startInstallation('postgres', {
      onLog: (line) => heard.push(line),
      fetch(input, init) {
        token ||= new Headers(init?.headers).get('authorization')?.slice('Bearer '.length) ?? '';
        return fetch(input, init);
      },
    });
    pump = await device('pump');
    valve = await device('valve');
    fileId = await createFile();
    const body = { name: 'Main', content: FLOW, credentials: { b: { password: PASSWORD } } };
    ({ id: flowId } = await system.client.call('flows.create', { params: { projectId: system.projectId }, body }));
    await deploy({ kind: 'file-deploy', fileId });
    await deploy({ flowId });
    assert.deepEqual(pump.memory.packages[0]?.cred, { b: { password: PASSWORD } });
    for (const url of pump.memory.urls) urls.set(new URL(url).pathname.endsWith('file') ? 'file' : 'flow', url);
  });
  after(() => system.stop());

  async function device(name: string): Promise<SimulatedDevice> {
    const made = await system.addDevice(name);
    await made.connect();
    await until('its token', () => (made.memory.accessToken ?? '-') !== '-');
    return made;
  }

  async function upload(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const params = { projectId: system.projectId };
    const body = { filename: 'firmware.bin', size: bytes.length };
    const { id } = await system.client.call('uploads.start', { params, body });
    return (await sendPart({ url: system.url, token }, id, 0, bytes)).id;
  }
  async function createFile(): Promise<string> {
    const body = { name: 'firmware', uploadId: await upload(BYTES), ...SETTINGS };
    return (await system.client.call('files.create', { params: { projectId: system.projectId }, body })).id;
  }

  async function deploy(what: Partial<CreateDeployment>): Promise<void> {
    const body = { ...what, connectionId: system.connectionId(), devices: ['pump'] };
    const { id } = await system.client.call('deployments.create', { params: { projectId: system.projectId }, body });
    assert.equal((await system.ended(id)).summary, 'successful');
  }

  const urlOf = (kind: 'file' | 'flow') => new URL(urls.get(kind) ?? assert.fail(`no address of a ${kind}`));
  const keyOf = (url: URL) => url.searchParams.get('key') ?? '';
  const fileKey = () => pump.memory.files[fileId]?.config.key ?? '';
  const newest = () => new URL(pump.memory.urls.at(-1) ?? '');

  async function get(url: URL, headers: Record<string, string> = {}) {
    const answer = await fetch(url, { headers });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok) return [answer.status, (JSON.parse(bytes.toString('utf8')) as { code: string }).code];
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    return [answer.status, bytes.length];
  }

  /** Asks for the address of a file as agents do. */
  async function ask(key: string, bearer: string | undefined): Promise<URL | unknown[]> {
    const answer = await fetch(`${pump.memory.registration?.agentManagerBaseUrl}${FILE_URL_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
      body: JSON.stringify({ key }),
    });
    const body = (await answer.json()) as { url: string; code: string };
    return answer.ok ? new URL(body.url) : [answer.status, body.code];
  }

  it('work as long as they are good, for files also in parts', async () => {
    assert.deepEqual(await get(urlOf('file')), [200, BYTES.length]);
    assert.deepEqual(await get(urlOf('file'), { range: 'bytes=100-' }), [206, BYTES.length - 100]);
    assert.equal((await get(urlOf('flow')))[0], 200);
  });

  for (const kind of ['file', 'flow'] as const) {
    it(`are refused when any part of them was changed: of a ${kind}`, async () => {
      const parts = [...urlOf(kind).searchParams.keys()];
      assert.equal(parts.length, 6);
      for (const part of parts) {
        const value = urlOf(kind).searchParams.get(part) ?? '';
        const others = [
          `${value}0`,
          value.slice(1),
          value.slice(0, -1),
          value.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
          '',
        ];
        for (const other of others) {
          const url = urlOf(kind);
          url.searchParams.set(part, other);
          assert.deepEqual(await get(url), [403, 'download_refused'], `${part}: ${other}`);
        }
        const without = urlOf(kind);
        without.searchParams.delete(part);
        assert.deepEqual(await get(without), [403, 'download_refused'], `without ${part}`);
        const twice = urlOf(kind);
        twice.searchParams.append(part, value);
        assert.deepEqual(await get(twice), [403, 'download_refused'], `${part} twice`);
      }
    });

    it(`are refused for another device: of a ${kind}`, async () => {
      const url = urlOf(kind);
      url.searchParams.set('thingName', 'valve');
      assert.deepEqual(await get(url), [403, 'download_refused']);
    });
  }

  it('of one kind are none of the other, though the same key signed both', async () => {
    const url = urlOf('flow');
    url.searchParams.set('key', url.searchParams.get('assetId') ?? '');
    url.searchParams.delete('assetId');
    url.pathname = urlOf('file').pathname;
    assert.deepEqual(await get(url), [403, 'download_refused']);
  });

  it('are given only to a device that is told to have the file, and says who it is', async () => {
    const key = keyOf(urlOf('file'));
    assert.deepEqual(await ask(key, valve.memory.accessToken), [404, 'download_withdrawn']);
    assert.deepEqual(await ask('no-such-version', pump.memory.accessToken), [404, 'download_withdrawn']);
    for (const bearer of [undefined, 'wrong', `${pump.memory.accessToken}x`])
      assert.deepEqual(await ask(key, bearer), [401, 'token_invalid']);
    const other = { assetId: 'no-such-version', updateId: 'u' };
    assert.equal((await pump.request('flow/device/getFlowDataUrl', other)).res, 'err');
    const same = {
      assetId: urlOf('flow').searchParams.get('assetId'),
      updateId: urlOf('flow').searchParams.get('updateId'),
    };
    assert.equal((await valve.request('flow/device/getFlowDataUrl', same)).res, 'err');
  });

  it('are withdrawn with the licence; flows need none', async () => {
    const url = await ask(keyOf(urlOf('file')), pump.memory.accessToken);
    assert.ok(url instanceof URL);
    const bearer = pump.memory.accessToken;
    const body = { devices: [{ connectionId: system.connectionId(), name: 'pump' }] };
    const params = { projectId: system.projectId };
    await system.client.call('licences.delete', { params, body });
    assert.deepEqual(await get(url), [404, 'download_withdrawn']);
    assert.deepEqual(await ask(keyOf(url), bearer), [401, 'token_invalid']);
    await deploy({ flowId });
    assert.equal((await get(newest()))[0], 200);
    await system.client.call('licences.register', { params, body });
    await until('a new token', () => ![bearer, '-', undefined].includes(pump.memory.accessToken));
  });

  it('are withdrawn when the device is told to have another version, or the same once more', async () => {
    await deploy({ kind: 'file-deploy', fileId });
    const again = newest();
    assert.deepEqual(await get(again), [200, BYTES.length]);
    await deploy({ kind: 'file-deploy', fileId });
    assert.deepEqual(await get(again), [404, 'download_withdrawn']);
    const first = newest();
    const body = { uploadId: await upload(BYTES.subarray(1)), ...SETTINGS };
    await system.client.call('files.version', { params: { fileId }, body });
    await deploy({ kind: 'file-deploy', fileId });
    assert.deepEqual(await get(first), [404, 'download_withdrawn']);
    assert.deepEqual(await ask(keyOf(first), pump.memory.accessToken), [404, 'download_withdrawn']);
    assert.deepEqual(await get(newest()), [200, BYTES.length - 1]);

    await deploy({ flowId });
    const flow = newest();
    await deploy({ flowId });
    assert.deepEqual(await get(flow), [404, 'download_withdrawn']);
    assert.equal((await get(newest()))[0], 200);
  });

  it('go on working when the flow or file is deleted, as long as the device is told to have it', async () => {
    const flow = newest();
    await system.client.call('flows.delete', { params: { flowId } });
    assert.equal((await get(flow))[0], 200);
    await system.client.call('files.delete', { params: { fileId } });
    const url = await ask(fileKey(), pump.memory.accessToken);
    assert.ok(url instanceof URL);
    assert.deepEqual(await get(url), [200, BYTES.length - 1]);
  });

  it('end after a quarter of an hour', async () => {
    const flow = new URL(pump.memory.urls.findLast((url) => url.includes('/flow?')) ?? '');
    const file = await ask(fileKey(), pump.memory.accessToken);
    assert.ok(file instanceof URL);
    for (const url of [flow, file]) assert.equal((await get(url))[0], 200);
    system.passTime(QUARTER_HOUR - 10_000);
    const fresh = await ask(fileKey(), pump.memory.accessToken);
    assert.ok(fresh instanceof URL);
    system.passTime(10_001);
    for (const url of [flow, file]) assert.deepEqual(await get(url), [403, 'download_refused']);
    assert.deepEqual(await get(fresh), [200, BYTES.length - 1]);
  });

  it('were in no log line, nor were tokens and credentials', () => {
    const everything = heard.join('\n');
    for (const route of ['/agent/v1/file', '/agent/v1/flow'])
      assert.ok(everything.includes(`"route":"${route}"`), route);
    const secrets = [PASSWORD, token, pump.memory.accessToken ?? '', valve.memory.accessToken ?? ''];
    for (const url of pump.memory.urls)
      secrets.push(new URL(url).search, new URL(url).searchParams.get('signature') ?? '');
    assert.ok(secrets.every((secret) => secret.length > 10) && secrets.length > 10);
    for (const secret of secrets) assert.equal(everything.includes(secret), false);
  });
});
