import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { topicArn } from '../../src/aws/index.ts';
import { administrator } from '../connections/aws-side.ts';
import { type Installation, REGION, startInstallation } from './installation.ts';

const TOPIC = 'enebular_status_push_sns';

describe('devices of a connection whose status path is broken', () => {
  let system: Installation;
  before(async () => {
    system = await startInstallation('pglite');
  });
  after(() => system.stop());

  const look = () => system.client.call('connections.check', { params: { connectionId: system.connectionId() } });

  it('S28 are unknown instead of connected, and are what they are once it is repaired, though nobody told', async () => {
    const [stays, leaves] = [await system.addDevice('stays'), await system.addDevice('leaves')];
    for (const device of [stays, leaves]) await device.connect();
    for (const name of ['stays', 'leaves']) await system.shown(name, { status: 'connected' });

    const root = administrator(system.aws, REGION);
    await root.sns.deleteTopic(topicArn({ partition: 'aws', accountId: system.aws.accountId, region: REGION }, TOPIC));
    root.close();
    // Nothing tells of this any more.
    await leaves.stop();
    assert.equal((await look()).state, 'broken');
    await system.shown('stays', { status: 'unknown', reason: 'path_broken', since: null, source: null });
    await system.shown('leaves', { status: 'unknown', reason: 'path_broken', since: null, source: null });

    const params = { connectionId: system.connectionId() };
    await system.finish((await system.client.call('connections.repair', { params, body: {} })).operation.id);
    await system.shown('stays', { status: 'connected', reason: null });
    await system.shown('leaves', { status: 'disconnected' });
    assert.equal((await look()).state, 'healthy');
  });
});
