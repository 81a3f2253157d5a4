import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  DeleteThingShadowCommand,
  GetThingShadowCommand,
  IoTDataPlaneClient,
  UpdateThingShadowCommand,
} from '@aws-sdk/client-iot-data-plane';
import { type SimulatedDevice, until } from '@thingdock/testkit';
import { type Installation, REGION, startInstallation } from './installation.ts';

/** Shadows are read every 30 s; a device that has just spoken is passed over once. */
const A_READING = { within: 60_000 };

describe('what messages do not tell', () => {
  let system: Installation;
  let data: IoTDataPlaneClient;
  let device: SimulatedDevice;

  before(async () => {
    system = await startInstallation('pglite', { env: { THINGDOCK_RECONCILE_SECONDS: '30' } });
    data = new IoTDataPlaneClient({ endpoint: system.aws.endpointUrl, region: REGION, credentials: system.aws.root });
    device = await system.addDevice('pump-1');
    await device.connect();
    await system.shown('pump-1', { status: 'connected' });
  });
  after(async () => {
    data.destroy();
    await system.stop();
  });

  /** SNS delivers nothing for a while: what is published now is lost for good. */
  const loseMessages = () => system.aws.faults.disturbDeliveries({ kind: 'lose', times: 20 });
  const flag = async () => {
    const { payload } = await data.send(new GetThingShadowCommand({ thingName: 'pump-1' }));
    return JSON.parse(Buffer.from(payload ?? []).toString()).state.reported.enebular?.awsiot?.connected;
  };

  it('is found by reading shadows in the background: a disconnection, while SNS is down', async () => {
    loseMessages();
    await device.stop();
    await until('the shadow to say so', async () => (await flag()) === false);
    const shown = await system.shown('pump-1', { status: 'disconnected' }, A_READING);
    assert.deepEqual([shown.reason, shown.source], ['reported_by_shadow', 'sync']);
  });

  it('and a connection, unless the device is heard on another way before', async () => {
    loseMessages();
    await device.connect();
    const shown = await system.shown('pump-1', { status: 'connected' }, A_READING);
    assert.notEqual(shown.source, 'push');
    system.aws.faults.clear();
  });

  it('is found at once by whoever asks for one device', async () => {
    loseMessages();
    await device.stop();
    await until('the shadow to say so', async () => (await flag()) === false);
    const params = { connectionId: system.connectionId(), deviceName: 'pump-1' };
    assert.equal((await system.client.call('devices.refresh', { params })).status, 'disconnected');
    system.aws.faults.clear();
    await device.connect();
    await system.shown('pump-1', { status: 'connected' });
  });

  it('includes that a shadow was deleted, and that it begins anew with low versions', async () => {
    await device.stop();
    await system.shown('pump-1', { status: 'disconnected' });
    await data.send(new DeleteThingShadowCommand({ thingName: 'pump-1' }));
    await system.shown('pump-1', { status: 'unknown', reason: 'never_seen' }, A_READING);
    await device.connect();
    await system.shown('pump-1', { status: 'connected' });
  });

  it('includes what happened while the server was away, and loses nothing of what SNS still has', async () => {
    await system.restart(async () => {
      await device.stop();
      await until('the shadow to say so', async () => (await flag()) === false);
    });
    await system.shown('pump-1', { status: 'disconnected' }, A_READING);
    const params = { connectionId: system.connectionId(), deviceName: 'pump-1' };
    const { transitions } = await system.client.call('devices.timeline', { params });
    assert.equal(transitions.at(-1)?.status, 'disconnected');
  });

  it('never goes by the clock of a device: one that is a day off is shown in AWS’s time', async () => {
    const tomorrow = Date.now() + 24 * 3_600_000;
    const reported = { enebular: { awsiot: { connected: true }, at: tomorrow } };
    const payload = Buffer.from(JSON.stringify({ state: { reported }, clientToken: `pump-1-${tomorrow}` }));
    await data.send(new UpdateThingShadowCommand({ thingName: 'pump-1', payload }));
    const shown = await system.shown('pump-1', { status: 'connected' });
    assert.ok(Math.abs(Date.parse(shown.since ?? '') - Date.now()) < 3_600_000);
    reported.enebular.awsiot.connected = false;
    const later = Buffer.from(JSON.stringify({ state: { reported }, clientToken: `pump-1-${tomorrow + 1}` }));
    await data.send(new UpdateThingShadowCommand({ thingName: 'pump-1', payload: later }));
    await system.shown('pump-1', { status: 'disconnected' });
  });
});
