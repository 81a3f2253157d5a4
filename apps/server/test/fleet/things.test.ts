import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateThingCommand,
  DeleteThingCommand,
  IoTClient,
  ListCertificatesCommand,
  ListThingPrincipalsCommand,
  ListThingsCommand,
} from '@aws-sdk/client-iot';
import { IoTDataPlaneClient, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane';
import { createDeviceKey } from '@thingdock/testkit';
import { type Installation, REGION, startInstallation } from './installation.ts';

describe('things of the account', () => {
  let system: Installation;
  let iot: IoTClient;
  let data: IoTDataPlaneClient;

  before(async () => {
    system = await startInstallation('pglite');
    const config = { endpoint: system.aws.endpointUrl, region: REGION, credentials: system.aws.root };
    iot = new IoTClient(config);
    data = new IoTDataPlaneClient(config);
  });
  after(async () => {
    iot.destroy();
    data.destroy();
    await system.stop();
  });

  const sync = () => system.client.call('devices.sync', { params: { connectionId: system.connectionId() } });
  const create = (name: string, csr: string) =>
    system.client.call('things.create', { params: { connectionId: system.connectionId() }, body: { name, csr } });
  const report = (thingName: string, enebular: unknown) =>
    data.send(
      new UpdateThingShadowCommand({
        thingName,
        payload: Buffer.from(JSON.stringify({ state: { reported: { enebular } } })),
      }),
    );

  it('that somebody else made become devices when they are synced, page after page', async () => {
    const names = Array.from({ length: 260 }, (_, index) => `plant:${index}`);
    for (const thingName of names) await iot.send(new CreateThingCommand({ thingName }));
    // How many of them it adds is left open: the connection's first sync may still be under way.
    assert.equal((await sync()).things, 260);
    const all = { params: { projectId: system.projectId }, query: { limit: '500' } };
    assert.equal((await system.client.call('devices.find', all)).items.length, 260);
    assert.deepEqual(await sync(), { things: 260, added: 0, gone: 0 });
  });

  it('are found in the status that their shadow says', async () => {
    await report('plant:1', { awsiot: { connected: true }, agent: { type: 'enebular-agent', v: '2.9.1' } });
    await report('plant:2', { awsiot: { connected: false } });
    await report('plant:3', { awsiot: { connected: 'true' } });
    await sync();
    assert.deepEqual(
      [(await system.device('plant:1')).status, (await system.device('plant:1')).agentVersion],
      ['connected', '2.9.1'],
    );
    assert.equal((await system.device('plant:2')).status, 'disconnected');
    assert.deepEqual(
      [(await system.device('plant:3')).status, (await system.device('plant:3')).reason],
      ['unknown', 'never_seen'],
    );
  });

  it('are found again by a filter that was saved, by whoever may see them', async () => {
    const { client, projectId } = system;
    const body = { name: 'Told of themselves', filter: { name: 'plant:*', status: 'connected,disconnected' } };
    const { id, filter } = await client.call('filters.create', { params: { projectId }, body });
    const { items } = await client.call('devices.find', { params: { projectId }, query: filter });
    assert.deepEqual(
      items.map(({ name }) => name),
      ['plant:1', 'plant:2'],
    );
    const unknown = { ...body, filter: { colour: 'red' } } as never;
    await assert.rejects(client.call('filters.create', { params: { projectId }, body: unknown }), {
      code: 'validation_failed',
    });
    await client.call('filters.change', { params: { filterId: id }, body: { name: 'Heard' } });
    const listed = await client.call('filters.list', { params: { projectId } });
    assert.deepEqual(
      listed.items.map(({ name }) => name),
      ['Heard'],
    );
    await client.call('filters.delete', { params: { filterId: id } });
    await assert.rejects(client.call('filters.delete', { params: { filterId: id } }), { code: 'not_found' });
  });

  it('that are deleted are shown as gone, and can then be forgotten', async () => {
    const params = { connectionId: system.connectionId(), deviceName: 'plant:9' };
    await assert.rejects(system.client.call('devices.forget', { params }), { code: 'device_not_gone' });
    await iot.send(new DeleteThingCommand({ thingName: 'plant:9' }));
    assert.equal((await sync()).things, 259);
    const gone = await system.device('plant:9');
    assert.deepEqual([gone.status, gone.reason, gone.goneAt !== null], ['unknown', 'gone', true]);
    const counts = await system.client.call('devices.counts', { params: { projectId: system.projectId } });
    assert.equal(counts.gone, 1);
    await system.client.call('devices.forget', { params });
    await assert.rejects(system.device('plant:9'), { code: 'not_found' });
  });

  it('that have a licence are forgotten with it, by whoever says so', async () => {
    const params = { connectionId: system.connectionId(), deviceName: 'plant:7' };
    const { projectId } = system;
    const body = { devices: [{ connectionId: params.connectionId, name: 'plant:7' }] };
    await system.client.call('licences.register', { params: { projectId }, body });
    await iot.send(new DeleteThingCommand({ thingName: 'plant:7' }));
    assert.equal((await system.client.call('devices.refresh', { params })).reason, 'gone');
    await assert.rejects(system.client.call('devices.forget', { params }), { code: 'device_licensed' });
    await system.client.call('devices.forget', { params, query: { releaseLicence: 'true' } });
    await assert.rejects(system.device('plant:7'), { code: 'not_found' });
    const { items } = await system.client.call('licences.list', { params: { projectId }, query: { name: 'plant:7' } });
    assert.deepEqual(
      items.map(({ state }) => state),
      ['deleted'],
    );
    await iot.send(new CreateThingCommand({ thingName: 'plant:7' }));
  });

  it('that are gone are forgotten together, and others are left alone', async () => {
    const { projectId } = system;
    const connectionId = system.connectionId();
    const names = ['plant:4', 'plant:5', 'plant:6'];
    const forget = (body: object) =>
      system.client.call('devices.forgetMany', { params: { projectId }, body: body as never });
    const licensed = { devices: [{ connectionId, name: 'plant:5' }] };
    await system.client.call('licences.register', { params: { projectId }, body: licensed });
    for (const thingName of ['plant:4', 'plant:5']) await iot.send(new DeleteThingCommand({ thingName }));
    await sync();
    const devices = names.map((name) => ({ connectionId, name }));
    assert.deepEqual(await forget({ devices }), { forgotten: 1, notGone: 1, licensed: 1 });
    await assert.rejects(system.device('plant:4'), { code: 'not_found' });
    assert.equal((await system.device('plant:5')).licensed, true);
    const rest = { filter: { name: 'plant:*' }, releaseLicences: true };
    const done = await forget(rest);
    assert.deepEqual([done.forgotten, done.licensed], [1, 0]);
    await assert.rejects(system.device('plant:5'), { code: 'not_found' });
    assert.equal((await system.device('plant:6')).goneAt, null);
    const told = await system.client.call('events.list', {
      params: { projectId },
      query: { type: 'device.forgotten' },
    });
    assert.deepEqual(
      told.items
        .slice(0, 2)
        .map(({ device }) => device)
        .sort(),
      ['plant:4', 'plant:5'],
    );
    for (const thingName of ['plant:4', 'plant:5']) await iot.send(new CreateThingCommand({ thingName }));
  });

  it('that come back keep their tags and their timeline', async () => {
    const params = { connectionId: system.connectionId(), deviceName: 'plant:8' };
    const devices = [{ connectionId: params.connectionId, name: 'plant:8' }];
    const tagged = await system.client.call('tags.change', {
      params: { projectId: system.projectId },
      body: { devices, add: ['roof'] },
    });
    assert.equal(tagged.changed, 1);
    await iot.send(new DeleteThingCommand({ thingName: 'plant:8' }));
    assert.equal((await system.client.call('devices.refresh', { params })).reason, 'gone');
    await iot.send(new CreateThingCommand({ thingName: 'plant:8' }));
    const back = await system.client.call('devices.refresh', { params });
    assert.deepEqual([back.reason, back.goneAt, back.tags], ['never_seen', null, ['roof']]);
    const { transitions } = await system.client.call('devices.timeline', { params });
    assert.ok(transitions.some(({ reason }) => reason === 'gone'));
    const told = await system.client.call('events.list', {
      params: { projectId: system.projectId },
      query: { device: 'plant:8' },
    });
    assert.deepEqual(
      told.items.map(({ type }) => type),
      ['device.returned', 'device.gone'],
    );
  });

  it('that carry a test message’s name are none', async () => {
    await iot.send(new CreateThingCommand({ thingName: 'thingdock-probe-x' }));
    assert.equal((await sync()).things, 259);
  });

  it('that speak before they are listed are taken in at once', async () => {
    await iot.send(new CreateThingCommand({ thingName: 'newcomer' }));
    await report('newcomer', { awsiot: { connected: true } });
    await system.shown('newcomer', { status: 'connected' });
  });

  it('are not made twice, nor under names that are no names', async () => {
    const { csrPem } = await createDeviceKey('plant:1');
    await assert.rejects(create('plant:1', csrPem), { code: 'thing_exists' });
    for (const name of ['', 'a/b', 'ä', 'thingdock-probe-y'])
      await assert.rejects(create(name, csrPem), { code: 'thing_name_invalid' });
  });

  it('are made with one certificate and nothing else, and leave nothing when it cannot be made', async () => {
    const count = async () =>
      (await iot.send(new ListCertificatesCommand({ pageSize: 250 }))).certificates?.length ?? 0;
    const before = await count();
    const { csrPem } = await createDeviceKey('complete');
    const made = await create('complete', csrPem);
    assert.deepEqual([made.policyName, made.mqttHost], ['thingdock_device_v1', 'localhost']);
    const { principals } = await iot.send(new ListThingPrincipalsCommand({ thingName: 'complete' }));
    assert.deepEqual(principals, [made.certificateArn]);
    assert.equal(await count(), before + 1);

    await assert.rejects(create('half', 'not a request'), { code: 'csr_invalid' });
    const { things } = await iot.send(new ListThingsCommand({ maxResults: 250 }));
    assert.ok(!things?.some(({ thingName }) => thingName === 'half'));
    assert.equal(await count(), before + 1);
  });
});
