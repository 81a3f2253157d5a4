import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import 'reflect-metadata';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import { type CreatedThing, Fault } from '@thingdock/api';
import { startContractServer } from '@thingdock/api/testing';
import { thingdock, thingdockJson } from './cli.ts';

const server = await startContractServer();
const { url } = server;
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'thingdock-things-'));
  server.requests.length = 0;
  server.handlers = {
    'things.create': ({ body }) => ({
      name: body.name,
      arn: `arn:aws:iot:eu-central-1:123456789012:thing/${body.name}`,
      certificateArn: 'arn:aws:iot:eu-central-1:123456789012:cert/1',
      certificatePem: 'certificate of the thing',
      caPem: 'root of the broker',
      mqttHost: 'localhost',
      mqttPort: 8884,
      policyName: 'thingdock_device_v1',
      warnings: [],
    }),
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => server.close());

const CREATE = ['things', 'create', 'press:1', '--connection', 'connection-1', '--out'];
const sentRequest = () => (server.requests[0]?.body as { csr?: string } | undefined)?.csr ?? '';

test('the folder has what an agent reads, for its owner only', async () => {
  const { code, stdout } = await thingdock([...CREATE, 'press'], { url, cwd: home });
  assert.equal(code, 0);
  const folder = join(home, 'press');
  assert.match(stdout, new RegExp(`npm run -s agent -- --config ${folder}/config\\.json$`, 'm'));
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as Record<string, string>;
  assert.deepEqual(config, {
    host: 'localhost',
    port: 8884,
    clientId: 'press:1',
    thingName: 'press:1',
    caCert: 'certs/root.pem',
    clientCert: 'certs/press_1.crt.pem',
    privateKey: 'certs/press_1-private.pem',
  });
  assert.equal(await readFile(join(folder, config.caCert ?? ''), 'utf8'), 'root of the broker');
  assert.equal(await readFile(join(folder, config.clientCert ?? ''), 'utf8'), 'certificate of the thing');
  const files = ['config.json', 'certs/root.pem', 'certs/press_1.crt.pem', 'certs/press_1-private.pem'];
  for (const file of files) assert.equal((await stat(join(folder, file))).mode & 0o777, 0o600, file);
  assert.deepEqual(await readdir(home), ['press']);
});

test('the request is signed by the key that stays here, an RSA key as every device SDK reads it', async () => {
  await thingdock([...CREATE, 'press'], { url, cwd: home });
  const pem = await readFile(join(home, 'press/certs/press_1-private.pem'), 'utf8');
  assert.match(pem, /^-----BEGIN RSA PRIVATE KEY-----/);
  const key = createPrivateKey(pem);
  assert.equal(key.asymmetricKeyDetails?.modulusLength, 2048);
  const request = new Pkcs10CertificateRequest(sentRequest());
  assert.ok(await request.verify());
  assert.equal(request.subject, 'CN=press:1');
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  assert.deepEqual(Buffer.from(request.publicKey.rawData), spki);
});

test('the private key never travels', async () => {
  const { stdout } = await thingdock([...CREATE, 'press', '--json'], { url, cwd: home });
  const pem = await readFile(join(home, 'press/certs/press_1-private.pem'), 'utf8');
  const secret = pem.split('\n')[1] ?? '';
  assert.ok(secret.length > 60);
  assert.ok(!JSON.stringify(server.requests).includes(secret));
  assert.ok(!stdout.includes(secret));
});

test('the answer as JSON names the folder and what was made in AWS', async () => {
  const { value } = await thingdockJson([...CREATE, 'press'], { url, cwd: home });
  assert.deepEqual(value, {
    name: 'press:1',
    arn: 'arn:aws:iot:eu-central-1:123456789012:thing/press:1',
    certificateArn: 'arn:aws:iot:eu-central-1:123456789012:cert/1',
    mqttHost: 'localhost',
    mqttPort: 8884,
    policyName: 'thingdock_device_v1',
    warnings: [],
    folder: join(home, 'press'),
    config: join(home, 'press/config.json'),
  });
});

test('an empty folder may be there already, one with content is left alone and nothing is made in AWS', async () => {
  await mkdir(join(home, 'empty'));
  assert.equal((await thingdock([...CREATE, 'empty'], { url, cwd: home })).code, 0);
  server.requests.length = 0;
  await writeFile(join(home, 'note'), 'mine');
  const { code, stderr } = await thingdock([...CREATE, '.'], { url, cwd: home });
  assert.equal(code, 1);
  assert.match(stderr, /The folder .* is not empty\. Name a new or an empty folder/);
  assert.equal(server.requests.length, 0);
  assert.deepEqual((await readdir(home)).sort(), ['empty', 'note']);
});

test('when the server refuses nothing is left on the disk', async () => {
  server.handlers['things.create'] = () => {
    throw new Fault('thing_exists', { details: { name: 'press:1' } });
  };
  const { code, value } = await thingdockJson([...CREATE, 'press'], { url, cwd: home });
  assert.deepEqual([code, value.code], [1, 'thing_exists']);
  assert.deepEqual(await readdir(home), []);
});

test('a place that cannot be written is found out before anything is made in AWS', async () => {
  await writeFile(join(home, 'file'), '');
  const { code, stderr } = await thingdock([...CREATE, 'file/press'], { url, cwd: home });
  assert.equal(code, 1);
  assert.match(stderr, /file\/press cannot be written: a part of the path is no folder\./);
  assert.equal(server.requests.length, 0);
});

test('S15 S16 a key for installing is sent along, and its warnings are shown', async () => {
  const make = server.handlers['things.create'];
  const detail = 'The key for installing devices is that of a connection.';
  server.handlers['things.create'] = (request) => {
    if (!make) throw new Error('there is no handler');
    return { ...(make(request) as CreatedThing), warnings: [{ code: 'installer_key_is_connection_key', detail }] };
  };
  const env = { THINGDOCK_INSTALLER_SECRET: 'secret-of-installer' };
  const { code, stdout } = await thingdock([...CREATE, 'x', '--access-key-id', 'AKIAINST'], { url, cwd: home, env });
  assert.equal(code, 0);
  assert.match(stdout, new RegExp(`^Warning: ${detail}$`, 'm'));
  const body = server.requests[0]?.body as { installer?: object } | undefined;
  assert.deepEqual(body?.installer, { accessKeyId: 'AKIAINST', secretAccessKey: 'secret-of-installer' });
});
