import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CreateAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import { ApiError } from '@thingdock/api';
import { createDeviceKey } from '@thingdock/testkit';
import { iamSetup } from '../connections/iam-setup.ts';
import { type Installation, REGION, startInstallation } from './installation.ts';

type Pair = { accessKeyId: string; secretAccessKey: string };

describe('a key for installing devices', () => {
  let system: Installation;
  let installer: Pair;
  let setup: ReturnType<typeof iamSetup>;

  before(async () => {
    system = await startInstallation('pglite');
    setup = iamSetup(system.aws);
    installer = await setup.user('installer', ['AWSIoTConfigAccess'], []);
  });
  after(async () => {
    setup.close();
    await system.stop();
  });

  async function install(name: string, key: Pair) {
    const { csrPem: csr } = await createDeviceKey(name);
    const { accessKeyId, secretAccessKey } = key;
    const body = { name, csr, installer: { accessKeyId, secretAccessKey } };
    const made = await system.client.call('things.create', { params: { connectionId: system.connectionId() }, body });
    return made.warnings.map(({ code }) => code);
  }

  async function refusal(name: string, key: Pair): Promise<[string, string | undefined]> {
    const error = await install(name, key).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof ApiError, String(error));
    return [error.code, error.errors[0]?.field];
  }

  async function inspect({ accessKeyId, secretAccessKey }: Pair) {
    const body = {
      accessKeyId,
      secretAccessKey,
      endpoint: system.aws.iotEndpoint(REGION),
      roleArn: system.aws.roleArn,
    };
    return system.client.call('connections.inspect', { params: { projectId: system.projectId }, body });
  }

  test('S17 needs only AWSIoTConfigAccess, with which no connection can be made', async () => {
    assert.deepEqual(await install('press-1', installer), []);
    const { ok, checks } = await inspect(installer);
    assert.equal(ok, false);
    const permissions = checks.find(({ key }) => key === 'user_permissions');
    assert.equal(permissions?.state, 'failed');
    assert.match(permissions.found ?? '', /sns:/);
  });

  test('S15 that is the key of a connection is warned of, and works', async () => {
    assert.deepEqual(await install('press-2', system.aws.demoUser), ['installer_key_is_connection_key']);
  });

  test('S16 of the same user as the key of a connection is warned of, and works', async () => {
    const { endpointUrl: endpoint, root: credentials, demoUser } = system.aws;
    const iam = new IAMClient({ endpoint, region: REGION, credentials });
    const UserName = demoUser.arn.split('/').at(-1);
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    iam.destroy();
    const another = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    assert.deepEqual(await install('press-3', another), ['installer_user_is_connection_user']);
  });

  test('S15 S16 is remembered, so that a connection with the same key or user is warned of', async () => {
    const { checks } = await inspect(installer);
    const check = checks.find(({ key }) => key === 'installer_key');
    assert.deepEqual([check?.state, /This very key/.test(check?.found ?? '')], ['warned', true]);
  });

  test('is refused by its own fields when it is unknown, of another account, or may not install', async () => {
    const { secretAccessKey } = installer;
    const unknown = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey };
    assert.deepEqual(await refusal('press-4', unknown), ['invalid_credentials', 'installer.accessKeyId']);
    const wrong = { ...installer, secretAccessKey: system.aws.demoUser.secretAccessKey };
    assert.deepEqual(await refusal('press-4', wrong), ['invalid_credentials', 'installer.secretAccessKey']);
    const account = await system.aws.createAccount();
    assert.deepEqual(await refusal('press-4', account.root), ['account_changed', 'installer.accessKeyId']);
    const nobody = await setup.user('nobody', [], []);
    assert.deepEqual(await refusal('press-4', nobody), ['user_missing_permission', undefined]);
    assert.deepEqual(await refusal('press-4', { accessKeyId: 'x', secretAccessKey }), [
      'validation_failed',
      'installer.accessKeyId',
    ]);
  });
});
