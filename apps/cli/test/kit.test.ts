import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { sample, startContractServer } from '@thingdock/api/testing';
import type { KitDocument, PolicyDocument } from '@thingdock/connection-kit';
import { thingdock, thingdockJson } from './cli.ts';

const cwd = await mkdtemp(join(tmpdir(), 'thingdock-kit-'));
after(() => rm(cwd, { recursive: true, force: true }));

const KIT = ['connections', 'kit', '--account', '123456789012', '--region', 'eu-west-1'];
const ROLE = 'arn:aws:iam::123456789012:role/enebular_status_push_role';

describe('thingdock connections kit', () => {
  test('prints a script for the shell, or writes the file that is asked for and says how to apply it', async () => {
    const printed = await thingdock(KIT, { cwd });
    assert.deepEqual([printed.code, printed.stderr], [0, '']);
    assert.match(printed.stdout, /^#!\/bin\/sh\n/);
    const written = await thingdock([...KIT, '--format', 'cloudformation', '--out', 'account.yaml'], { cwd });
    assert.equal(written.code, 0);
    assert.match(written.stdout, /--template-file \S*account\.yaml --capabilities CAPABILITY_NAMED_IAM/);
    assert.match(await readFile(join(cwd, 'account.yaml'), 'utf8'), /^AWSTemplateFormatVersion/);
    const again = await thingdock([...KIT, '--out', 'account.yaml'], { cwd });
    assert.deepEqual([again.code, /it exists already/.test(again.stderr)], [1, true]);
  });

  test('takes names of the caller’s own, and what things need', async () => {
    const { value } = await thingdockJson<KitDocument>([
      ...KIT,
      ...['--format', 'terraform', '--role-name', 'my/role', '--user-name', 'somebody', '--prefix', 'acme'],
      '--provisioning',
    ]);
    for (const part of ['"/my/"', '"somebody"', 'rule/acme_*', 'iot:CreateThing'])
      assert.ok(value.text.includes(part), part);
    assert.deepEqual(value.fileName, 'thingdock-account.tf');
  });

  test('says which option is wrong', async () => {
    const { code, stderr } = await thingdock(['connections', 'kit', '--account', '1', '--region', 'eu-west-1']);
    assert.equal(code, 2);
    assert.match(stderr, /--account: An AWS account has twelve digits\./);
  });
});

describe('thingdock aws policy', () => {
  const policy = async (...options: string[]) =>
    (await thingdockJson<PolicyDocument>(['aws', 'policy', '--account', '123456789012', ...options])).value;

  test('S43 prints the three actions of the guide’s EnebularPassRole', async () => {
    const { Statement } = await policy();
    assert.deepEqual(Statement[0]?.Action, ['iam:PassRole', 'iam:GetRole', 'iam:ListAttachedRolePolicies']);
    assert.equal(Statement.length, 1);
  });

  test('S45 is for the one role of the account, with its path', async () => {
    const resource = async (...options: string[]) => (await policy(...options)).Statement[0]?.Resource;
    assert.deepEqual(await resource('--role', 'enebular_status_push_role'), [ROLE]);
    assert.deepEqual(await resource(), [ROLE]);
    assert.deepEqual(await resource('--role', 'my/path/role'), ['arn:aws:iam::123456789012:role/my/path/role']);
    assert.deepEqual(await resource('--region', 'cn-north-1'), [ROLE.replace('arn:aws', 'arn:aws-cn')]);
  });
});

test('S14 the help of the two uses of a key names different policies', async () => {
  const [connection, thing] = await Promise.all([
    thingdock(['connections', 'create', '--help']),
    thingdock(['things', 'create', '--help']),
  ]);
  for (const policy of ['AWSIoTFullAccess', 'AmazonSNSFullAccess', 'EnebularPassRole'])
    assert.ok(connection.stdout.includes(policy) && !thing.stdout.includes(policy), policy);
  assert.ok(thing.stdout.includes('AWSIoTConfigAccess') && !connection.stdout.includes('AWSIoTConfigAccess'));
});

describe('thingdock connections create --from', () => {
  let server: Awaited<ReturnType<typeof startContractServer>>;
  const FIELDS = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    endpoint: 'abc-ats.iot.eu-west-1.amazonaws.com',
    region: 'eu-west-1',
    roleArn: ROLE,
  };
  const { region: _region, ...sent } = FIELDS;

  beforeEach(async () => {
    server = await startContractServer();
    server.handlers = {
      'projects.list': () => ({ items: [sample.project()] }),
      'connections.create': () => ({
        connection: sample.connection({ state: 'creating' }),
        operation: sample.operation({ state: 'succeeded' }),
      }),
      'operations.get': () => sample.operation({ state: 'succeeded' }),
      'connections.get': () => sample.connection(),
    };
  });
  afterEach(async () => {
    assert.deepEqual(server.violations, []);
    await server.close();
  });

  async function create(options: readonly string[], more: { input?: string; env?: Record<string, string> } = {}) {
    const words = ['connections', 'create', '--name', 'Line one', ...options];
    const outcome = await thingdock(words, { url: server.url, cwd, ...more });
    return { ...outcome, body: server.requests.find(({ route }) => route === 'connections.create')?.body };
  }

  test('S66 fills every field from the one file that the set-up wrote', async () => {
    await writeFile(join(cwd, 'connection.json'), JSON.stringify(FIELDS));
    const { code, stdout, stderr, body } = await create(['--from', 'connection.json']);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(body, { name: 'Line one', ...sent });
    assert.ok(!stdout.includes(FIELDS.secretAccessKey));
  });

  test('S53 takes the file of an access key as AWS hands it out, beside options', async () => {
    const { code, body } = await create(['--from', '-', '--region', 'eu-west-1', '--role-arn', ROLE], {
      input: `Access key ID,Secret access key\n${FIELDS.accessKeyId},${FIELDS.secretAccessKey}\n`,
    });
    const { endpoint: _endpoint, ...expected } = sent;
    assert.deepEqual([code, body], [0, { name: 'Line one', ...expected, region: 'eu-west-1' }]);
  });

  test('puts no key together from two places', async () => {
    const { code, body } = await create(['--from', '-', '--access-key-id', 'AKIAANOTHERANOTHERAN'], {
      input: JSON.stringify(FIELDS),
      env: { THINGDOCK_SECRET_ACCESS_KEY: 'its-own-secret' },
    });
    const key = { accessKeyId: 'AKIAANOTHERANOTHERAN', secretAccessKey: 'its-own-secret' };
    assert.deepEqual([code, body], [0, { name: 'Line one', ...sent, ...key }]);
  });

  test('says what is missing, and that a file has nothing in it', async () => {
    const incomplete = await create(['--from', '-'], { input: JSON.stringify({ roleArn: ROLE }) });
    assert.deepEqual([incomplete.code, incomplete.body], [2, undefined]);
    assert.match(incomplete.stderr, /--access-key-id is missing/);
    const foreign = await create(['--from', '-'], { input: 'hello' });
    assert.deepEqual([foreign.code, /nothing in it is a field/.test(foreign.stderr)], [1, true]);
  });
});
