import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  encodeFlowPackage,
  type FileAsset,
  fileAssetState,
  filePath,
  type Json,
  readFileReports,
  reportedFlow,
} from '@thingdock/device-protocol';
import { type Action, createDevice, createFleet, type Outcome, until } from '@thingdock/testkit';
import { CONNECTION_ID, startCloud } from './cloud/cloud.ts';
import { startIot, type TestIot } from './cloud/iot.ts';

// The simulated devices of the testkit stand for agents in tests of the whole system, so they are held to the same cloud.
describe('simulated devices', () => {
  let iot: TestIot;
  before(async () => {
    iot = await startIot();
  });
  after(() => iot.close());

  test('one device does what its script says, each action once, and reports it as agents do', async (t) => {
    const thing = await iot.createThing('scripted');
    const cloud = await startCloud(thing.name, iot);
    t.after(() => cloud.close());
    const outcomes: Partial<Record<Action['kind'], Outcome>> = { 'file-deploy': { fail: 'disk full' } };
    const { mqttHost: host, mqttPort: port, caPem } = iot.aws;
    const pems = { caPem, certPem: thing.certificatePem, keyPem: thing.privateKeyPem };
    const outcome = ({ kind }: Action): Outcome => outcomes[kind] ?? 'succeed';
    const device = createDevice({ thingName: thing.name, host, port, ...pems, outcome });
    t.after(() => device.crash());
    await device.connect();
    await cloud.register();
    await until('the device to have asked for its trees', () => cloud.history.includes('deviceState/device/get'));

    const desire = (path: string, state: Json | undefined) => cloud.desire(path, state);
    const reported = () => cloud.twin.get('reported');
    cloud.offer('page/u-1', encodeFlowPackage({ flow: [] }));
    await desire('flow.flow', { assetId: 'page', updateId: 'u-1' });
    await until('the flow is deployed', () => cloud.twin.flow()?.state === 'deployed');
    await desire('flow.enable', false);
    await until('Node-RED is stopped', () => cloud.twin.status()?.state === 'stopped');
    await desire('flow.envVariables', { LEVEL: '3' });
    await until('the variables are reported', () =>
      JSON.stringify(reported()).includes('"envVariablesA":{"LEVEL":"3"}'),
    );
    const config = { name: 'x', filename: 'x', size: 1, integrity: `${'A'.repeat(43)}=`, key: 'k', hooks: [] };
    const asset: FileAsset = { updateId: 'f-1', ts: 1, config };
    await desire(filePath('tool'), fileAssetState(asset));
    const file = () => readFileReports(reported()).get('tool');
    await until('the file has failed', () => file()?.state === 'deployFail' && file()?.message === 'disk full');
    await desire(filePath('tool'), undefined);
    await until('the file is gone', () => file() === undefined);
    await desire('flow.flow', undefined);
    await until('the flow is gone', () => cloud.twin.flow() === undefined);
    assert.deepEqual(reportedFlow(reported()), { ok: true, value: undefined });
    assert.deepEqual(
      device.memory.actions.map(({ kind }) => kind),
      ['flow-deploy', 'flow-enable', 'env-set', 'file-deploy', 'file-remove', 'flow-remove'],
    );
    assert.deepEqual(device.memory.problems, []);
  });

  test('a stuck deployment can be cancelled', async (t) => {
    const thing = await iot.createThing('stuck');
    const cloud = await startCloud(thing.name, iot);
    t.after(() => cloud.close());
    const { mqttHost: host, mqttPort: port, caPem } = iot.aws;
    const pems = { caPem, certPem: thing.certificatePem, keyPem: thing.privateKeyPem };
    const device = createDevice({ thingName: thing.name, host, port, ...pems, outcome: () => 'stuck' });
    t.after(() => device.crash());
    await device.connect();
    await cloud.register();
    await until('the device to have asked for its trees', () => cloud.history.includes('deviceState/device/get'));
    await cloud.deploy('page', 'u-1', { flow: [] });
    await until('the flow is being deployed', () => cloud.twin.flow()?.state === 'deploying');
    await cloud.cancel('page', 'u-1');
    await until('the flow has failed', () => cloud.twin.flow()?.message === 'deploy cancel');
    assert.deepEqual(cloud.results, ['u-1 canceled']);
  });

  test('a fleet connects over real MQTT with one certificate, and can be cut and come back', async (t) => {
    const { certificatePem: certPem, privateKeyPem: keyPem } = await iot.createThing('shared');
    const names = Array.from({ length: 200 }, (_, at) => `fleet-${at}`);
    const { mqttHost: host, mqttPort: port, caPem } = iot.aws;
    const registration = { connectionId: CONNECTION_ID, agentManagerBaseUrl: 'http://127.0.0.1:1' };
    const fleet = createFleet({ host, port, caPem, certPem, keyPem, names, registration, authenticates: false });
    t.after(() => fleet.crash());
    const wills = () => iot.aws.counters()['mqtt.wills'] ?? 0;
    const before = wills();
    await fleet.connect();
    assert.equal(fleet.connected().size, 200);
    fleet.crash(names.slice(0, 10));
    await until('the wills', () => wills() === before + 10);
    await fleet.connect();
    assert.equal(fleet.connected().size, 200);
    await fleet.stop();
    assert.equal(wills(), before + 10, 'who says goodbye leaves no will');
  });
});
