import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ApiError, type Connection, type Device } from '@thingdock/api';
import { type SimulatedDevice, until } from '@thingdock/testkit';
import { administrator, awsObjects, NOTHING } from '../connections/aws-side.ts';
import { iamSetup, PASS_ROLE, USER_POLICIES } from '../connections/iam-setup.ts';
import { type Installation, REGION, startInstallation } from './installation.ts';

const agent = (v: string) => ({ agent: { type: 'enebular-agent', v } });

for (const kind of ['pglite', 'postgres'] as const)
  describe(`a connection from before there was a role, on ${kind}`, () => {
    let system: Installation;
    let iam: ReturnType<typeof iamSetup>;
    let key: { accessKeyId: string; secretAccessKey: string };
    let connection: Connection;
    let flowId: string;
    let oldPump: SimulatedDevice;
    let newPump: SimulatedDevice;

    before(async () => {
      system = await startInstallation(kind, { connected: false });
      iam = iamSetup(system.aws);
    });
    after(async () => {
      iam.close();
      await system.stop();
    });

    const migrate = async (body: { roleArn: string; accessKeyId?: string; secretAccessKey?: string }) => {
      const params = { connectionId: connection.id };
      const { operation } = await system.client.call('connections.migrate', { params, body });
      await system.finish(operation.id);
    };
    const refused = async (body: Parameters<typeof migrate>[0]): Promise<ApiError> => {
      const error = await migrate(body).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof ApiError, String(error));
      return error;
    };
    const shown = () => system.client.call('connections.get', { params: { connectionId: connection.id } });
    const sync = () => system.client.call('devices.sync', { params: { connectionId: connection.id } });
    const blind = ({ status, reason }: Device) => [status, reason];
    const desired = async (name: string) => {
      const root = administrator(system.aws, REGION);
      const shadow = await root.iotData.getThingShadow(name);
      root.close();
      return shadow?.state.desired;
    };

    test('S73 it comes in by import, shows no status, and says that it needs migration', async () => {
      key = await iam.user('older', ['AWSIoTFullAccess'], []);
      const body = { name: 'Older', ...key, endpoint: system.aws.iotEndpoint(REGION), region: REGION };
      connection = await system.client.call('connections.import', { params: { projectId: system.projectId }, body });
      system.use(connection.id);
      assert.deepEqual([connection.state, connection.roleArn, connection.migrationNeeded], ['active', null, true]);
      oldPump = await system.addDevice('old-pump', agent('2.4.1'));
      newPump = await system.addDevice('new-pump', agent('2.18.2'));
      for (const device of [oldPump, newPump]) await device.connect();
      await system.addDevice('bystander', agent('2.9.1')).then((device) => device.connect());
      await sync();
      assert.deepEqual(blind(await system.device('new-pump')), ['unknown', 'no_role']);
      assert.equal((await shown()).migrationNeeded, true);
      assert.deepEqual(await awsObjects(system.aws, REGION), NOTHING);
    });

    test('S85 devices whose agent is 2.5.0 or newer are named, older ones are not', async () => {
      const params = { connectionId: connection.id };
      const { items } = await system.client.call('connections.affected', { params });
      assert.deepEqual(
        items.map(({ name }) => name),
        ['bystander', 'new-pump'],
      );
      assert.deepEqual(
        (await system.device('new-pump')).notices.map(({ code }) => code),
        ['role_required_for_agent'],
      );
      assert.deepEqual((await system.device('old-pump')).notices, []);
    });

    test('S78 it still deploys flows, by a message in the shadow, and only to devices that were chosen', async () => {
      flowId = await system.createFlow('Hello');
      const deployment = await system.ended(await system.deploy(flowId, 'old-pump'));
      assert.equal(deployment.summary, 'successful');
      assert.match(deployment.targets[0]?.message ?? '', /no IAM role, so whether it runs cannot be told/);
      assert.deepEqual(oldPump.memory.packages, [{ flow: [{ id: 'tab1', type: 'tab', label: 'Hello' }] }]);
      const device = await system.device('old-pump');
      assert.deepEqual([...blind(device), device.flow?.name], ['unknown', 'no_role', 'Hello']);
      assert.deepEqual([await desired('bystander'), await desired('new-pump')], [undefined, undefined]);
    });

    test('S75 the key’s user needs all three policies: those missing are named, and nothing changes', async () => {
      const { code, message, errors } = await refused({ roleArn: system.aws.roleArn });
      assert.equal(code, 'user_missing_permission');
      assert.match(message, /AmazonSNSFullAccess and EnebularPassRole/);
      assert.equal(errors.length, 2);
      assert.deepEqual(await awsObjects(system.aws, REGION), NOTHING);
      const { roleArn, accessKeyIdEnding, state } = await shown();
      assert.deepEqual([roleArn, accessKeyIdEnding, state], [null, connection.accessKeyIdEnding, 'active']);
    });

    test('S76 what the key could do before is not named as missing', async () => {
      const { message } = await refused({ roleArn: system.aws.roleArn });
      assert.doesNotMatch(message, /AWSIoTFullAccess/);
    });

    test('S77 another key may come along, of the same account only', async () => {
      const { root } = await system.aws.createAccount();
      const { accessKeyId, secretAccessKey } = root;
      const { code } = await refused({ roleArn: system.aws.roleArn, accessKeyId, secretAccessKey });
      assert.equal(code, 'account_changed');
      const newer = await iam.user('newer', USER_POLICIES, [PASS_ROLE]);
      await migrate({ roleArn: system.aws.roleArn, ...newer });
      const { accessKeyIdEnding, roleArn } = await shown();
      assert.deepEqual([accessKeyIdEnding, roleArn], [newer.accessKeyId.slice(-4), system.aws.roleArn]);
      const { items } = await system.client.call('connections.keys', { params: { connectionId: connection.id } });
      assert.equal(items.length, 2);
    });

    test('S74 the empty role ARN is set once: the five objects stand, and status arrives', async () => {
      const { rules, topics } = await awsObjects(system.aws, REGION);
      assert.deepEqual([rules.length, topics.length], [3, 2]);
      const { code, errors } = await refused({ roleArn: system.aws.roleArn });
      assert.deepEqual([code, errors[0]?.field], ['field_immutable', 'roleArn']);
      assert.equal((await shown()).migrationNeeded, false);
      assert.deepEqual((await system.device('new-pump')).notices, []);
      newPump.crash();
      await system.shown('new-pump', { status: 'disconnected', reason: 'connection_lost' });
      await newPump.connect();
      await system.shown('new-pump', { status: 'connected', source: 'push' });
      const deployment = await system.ended(await system.deploy(flowId, 'new-pump'));
      assert.equal(deployment.summary, 'successful');
      assert.deepEqual([newPump.memory.packages.length, newPump.memory.problems], [1, []]);
    });

    test('an agent that does not know an order by message is found out', async () => {
      const body = { name: 'Second', ...key, region: 'us-east-1' };
      const params = { projectId: system.projectId };
      system.use((await system.client.call('connections.import', { params, body })).id);
      const device = await system.addDevice('far-pump', agent('2.18.2'));
      await device.connect();
      await system.client.call('devices.sync', { params: { connectionId: system.connectionId() } });
      // It may be silent for long, so that the refusal is found out and not the silence.
      const order = {
        flowId,
        connectionId: system.connectionId(),
        devices: ['far-pump'],
        limits: { silenceSeconds: 86_400 },
      };
      const { id: deploymentId } = await system.client.call('deployments.create', { params, body: order });
      await until('the order', () => device.memory.messages.some(({ messageType }) => messageType === 'deploy'));
      await until('the refusal to be noticed', async () => {
        system.passTime(60_000);
        const { summary } = await system.client.call('deployments.get', { params: { deploymentId } });
        return summary === 'failed';
      });
      const { targets } = await system.ended(deploymentId);
      assert.match(targets[0]?.message ?? '', /migrate the connection/);
      assert.equal(device.memory.packages.length, 0);
    });
  });
