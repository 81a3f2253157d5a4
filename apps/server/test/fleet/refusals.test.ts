import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { GetThingShadowCommand, IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import type { Problem } from '@thingdock/api';
import { type SimulatedDevice, until } from '@thingdock/testkit';
import { type Installation, REGION, startInstallation } from './installation.ts';

/** After ten minutes a download link is worth nothing. */
const LATER_MS = 600_000;

describe('what agents ask over HTTPS', () => {
  let system: Installation;
  let one: SimulatedDevice;
  let other: SimulatedDevice;

  before(async () => {
    system = await startInstallation('pglite');
    one = await system.addDevice('one');
    other = await system.addDevice('other');
    await Promise.all([one.connect(), other.connect()]);
    const flowId = await system.createFlow('Hello');
    const deployment = await system.ended(await system.deploy(flowId, 'one', 'other'));
    assert.equal(deployment.summary, 'successful');
  });
  after(() => system.stop());

  const lastUrl = (device: SimulatedDevice) => new URL(device.memory.urls.at(-1) ?? '');
  const ask = async (url: URL): Promise<{ status: number; problem: Problem; type: string | null }> => {
    const answer = await fetch(url);
    const type = answer.headers.get('content-type');
    return { status: answer.status, problem: (await answer.json()) as Problem, type };
  };
  const changed = (url: URL, name: string, value: string): URL => {
    const copy = new URL(url);
    copy.searchParams.set(name, value);
    return copy;
  };

  it('a download link works for the device that got it, and is cached by nobody', async () => {
    const answer = await fetch(lastUrl(one));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.deepEqual(await answer.json(), { flow: [{ id: 'tab1', type: 'tab', label: 'Hello' }] });
  });

  it('a download link that was changed in any part is refused', async () => {
    const theirs = lastUrl(other).searchParams;
    const attempts = [
      changed(lastUrl(one), 'thingName', 'other'),
      changed(lastUrl(one), 'updateId', theirs.get('updateId') ?? ''),
      changed(lastUrl(one), 'signature', theirs.get('signature') ?? ''),
      changed(lastUrl(one), 'expires', String(Date.now() + 86_400_000)),
      changed(lastUrl(one), 'wireId', 'x'),
      changed(lastUrl(one), 'assetId', 'x'),
      new URL('/agent/v1/flow', system.url),
    ];
    const repeated = new URL(lastUrl(one));
    repeated.searchParams.append('thingName', 'other');
    for (const url of [...attempts, repeated]) {
      const { status, problem, type } = await ask(url);
      assert.deepEqual(
        [status, problem.code, type],
        [403, 'download_refused', 'application/problem+json; charset=utf-8'],
      );
    }
  });

  it('a download link for what the device is not to run any more leads nowhere', async () => {
    const old = lastUrl(one);
    const flowId = await system.createFlow('Newer');
    await system.ended(await system.deploy(flowId, 'one'));
    const { status, problem } = await ask(old);
    assert.deepEqual([status, problem.code], [404, 'download_withdrawn']);
  });

  it('an auth request to an address of another device, or with a made-up one, is refused', async () => {
    const url = new URL(one.memory.registration?.authRequestUrl ?? '');
    const connectionId = one.memory.registration?.connectionId ?? '';
    const post = async (to: URL, deviceId: string, more: object = {}) => {
      const body = JSON.stringify({ connectionId, deviceId, nonce: 'n', state: 'req-1', ...more });
      const answer = await fetch(to, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return [answer.status, ((await answer.json()) as Problem).code];
    };
    assert.deepEqual(await post(url, 'other'), [403, 'auth_url_wrong']);
    assert.deepEqual(await post(changed(url, 'thingName', 'other'), 'other'), [403, 'auth_url_wrong']);
    assert.deepEqual(await post(changed(url, 'signature', 'x'), 'one'), [403, 'auth_url_wrong']);
    assert.deepEqual(await post(url, 'one', { nonce: 'n\u0000' }), [400, 'malformed_request']);
    assert.deepEqual(await post(url, 'one', { state: undefined }), [400, 'malformed_request']);
  });

  it('too many auth requests of one device are refused, and another device does not suffer', async () => {
    const post = async (device: SimulatedDevice) => {
      const { authRequestUrl = '', connectionId, deviceId } = device.memory.registration ?? {};
      const body = JSON.stringify({ connectionId, deviceId, nonce: 'n', state: 'req-77' });
      return (await fetch(authRequestUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body }))
        .status;
    };
    const statuses = await Promise.all(Array.from({ length: 15 }, () => post(one)));
    assert.ok(statuses.filter((status) => status === 200).length <= 10);
    assert.ok(statuses.includes(429));
    assert.equal(await post(other), 200);
  });

  it('tokens do not rest in the shadow', async () => {
    const { endpointUrl, root: credentials } = system.aws;
    const data = new IoTDataPlaneClient({ endpoint: endpointUrl, region: REGION, credentials });
    await until('the token to be covered', async () => {
      const { payload } = await data.send(new GetThingShadowCommand({ thingName: 'other' }));
      const text = Buffer.from(payload ?? []).toString('utf8');
      return text.includes('refresh') && !text.includes('updateAuth');
    });
    data.destroy();
  });

  it('a download link that has expired is refused', async () => {
    const url = lastUrl(other);
    assert.equal((await fetch(url)).status, 200);
    system.passTime(LATER_MS);
    const { status, problem } = await ask(url);
    assert.deepEqual([status, problem.code], [403, 'download_refused']);
  });
});
