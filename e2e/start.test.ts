import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type Client, createClient } from '@thingdock/api';
import { isAlive, until } from '@thingdock/testkit';
import { readmeScript } from './readme.ts';
import { type Program, ROOT, startProgram } from './system/program.ts';

type Ready = {
  url: string;
  token: string;
  setupUrl: string | null;
  aws: Record<'endpointUrl' | 'endpointUrlTls' | 'region' | 'accountId' | 'accessKeyId' | 'secretAccessKey', string>;
  projectId: string;
  connectionId: string;
  deviceName: string;
  deviceConfig: string;
  agentPid: number;
  nodeRedUrl: string;
};

describe('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thingdock-start-'));
  const data = join(folder, 'data');
  const readyFile = join(folder, 'ready.json');
  let program: Program;
  let ready: Ready;
  let client: Client;

  after(async () => {
    program.kill('SIGINT');
    await program.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(...more: string[]): Promise<void> {
    rmSync(readyFile, { force: true });
    program = startProgram('apps/local/src/main.ts', [
      '--data',
      data,
      '--port',
      '0',
      '--ready-file',
      readyFile,
      ...more,
    ]);
    const failed = program.ended.then((how) => {
      throw new Error(`npm start ended with ${how}: ${program.output()}`);
    });
    failed.catch(() => {});
    await Promise.race([until('the ready file', () => existsSync(readyFile), { within: 150_000 }), failed]);
    ready = JSON.parse(readFileSync(readyFile, 'utf8')) as Ready;
    client = createClient({ baseUrl: ready.url, token: ready.token });
  }

  const device = () =>
    client.call('devices.get', { params: { connectionId: ready.connectionId, deviceName: ready.deviceName } });

  it('ends with a page that the demo device serves, and says where to look', async () => {
    await start();
    assert.equal(statSync(readyFile).mode & 0o777, 0o600);
    const page = await fetch(ready.nodeRedUrl);
    assert.match(await page.text(), new RegExp(`device <b>${ready.deviceName}</b>`));
    assert.equal((await device()).status, 'connected');
    assert.ok(program.output().includes(ready.url) && program.output().includes(ready.nodeRedUrl));
    const { items } = await client.call('deployments.list', { params: { projectId: ready.projectId } });
    assert.equal(items[0]?.summary, 'successful');
  });

  it('lets a person in by its one-time link, once', async () => {
    assert.ok(ready.setupUrl);
    assert.equal((await fetch(ready.setupUrl)).status, 200);
    const token = new URL(ready.setupUrl).hash.slice(1);
    const body = { token, name: 'Ana', email: 'ana@example.com', password: 'correct horse battery' };
    const made = await createClient({ baseUrl: ready.url }).call('setup.complete', { body });
    const ana = createClient({ baseUrl: ready.url, token: made.token.token });
    assert.deepEqual(
      (await ana.call('projects.list', {})).items.map(({ id }) => id),
      [ready.projectId],
    );
    await assert.rejects(createClient({ baseUrl: ready.url }).call('setup.complete', { body }), /set-up link/);
  });

  it('carries out every command of the README as it is written', async () => {
    const script = readmeScript({ url: ready.url, dataDir: data });
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: ROOT });
    assert.match(stdout, /demo-gateway/);
    assert.match(stdout, /deployed/);
    assert.match(stdout, /it was never seen/);
  });

  it('answers the AWS CLI as the README says', async () => {
    const aws = async (...args: string[]) => {
      const { stdout } = await promisify(execFile)(
        'aws',
        [...args, '--endpoint-url', ready.aws.endpointUrl, '--region', ready.aws.region, '--output', 'json'],
        {
          env: {
            ...process.env,
            AWS_ACCESS_KEY_ID: ready.aws.accessKeyId,
            AWS_SECRET_ACCESS_KEY: ready.aws.secretAccessKey,
            AWS_PAGER: '',
          },
        },
      );
      return JSON.parse(stdout);
    };
    const { rules } = await aws('iot', 'list-topic-rules');
    assert.equal(rules.length, 3);
    const { rule } = await aws('iot', 'get-topic-rule', '--rule-name', 'enebular_status_push_rule');
    assert.equal(rule.ruleDisabled, false);
    const { Topics } = await aws('sns', 'list-topics');
    assert.equal(Topics.length, 2);
    for (const { TopicArn } of Topics) {
      const { Subscriptions } = await aws('sns', 'list-subscriptions-by-topic', '--topic-arn', TopicArn);
      assert.equal(Subscriptions.length, 1);
      assert.match(Subscriptions[0].SubscriptionArn, /^arn:aws:sns:/);
    }
  });

  it('refuses a folder that is in use and a port that is taken, in words', async () => {
    const second = startProgram('apps/local/src/main.ts', ['--data', data, '--port', '0']);
    assert.equal(await second.ended, 1);
    assert.match(second.output(), /in use by another process/);
    const taken = createServer().listen(0, '127.0.0.1');
    await until('a port', () => taken.listening);
    const { port } = taken.address() as { port: number };
    const other = startProgram('apps/local/src/main.ts', ['--data', join(folder, 'other'), '--port', String(port)]);
    assert.equal(await other.ended, 1);
    assert.match(other.output(), new RegExp(`Port ${port} is taken`));
    taken.close();
  });

  it('stops all of its children on Ctrl-C and removes the ready file', async () => {
    program.kill('SIGINT');
    assert.equal(await program.ended, 0);
    assert.ok(!existsSync(readyFile));
    assert.equal(isAlive(ready.agentPid), false);
    await assert.rejects(fetch(ready.url));
    await assert.rejects(fetch(ready.nodeRedUrl));
  });

  it('carries on in the same folder, on the same addresses', async () => {
    const before = ready;
    await start();
    assert.deepEqual(
      [ready.url, ready.connectionId, ready.nodeRedUrl],
      [before.url, before.connectionId, before.nodeRedUrl],
    );
    assert.equal((await fetch(ready.nodeRedUrl)).status, 200);
  });

  it('takes its children along when it is killed', async () => {
    const { agentPid, url } = ready;
    program.kill('SIGKILL');
    await program.ended;
    await until('the agent to end', () => !isAlive(agentPid));
    await until('the server to end', () =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    );
    await start('--no-demo');
    assert.equal(ready.projectId, undefined);
  });
});
