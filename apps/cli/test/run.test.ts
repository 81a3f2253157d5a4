import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { Fault, fieldFault } from '@thingdock/api';
import { sample, startContractServer } from '@thingdock/api/testing';
import { thingdock, thingdockJson } from './cli.ts';

const server = await startContractServer();
const { url } = server;
beforeEach(() => {
  server.handlers = { 'projects.list': () => ({ items: [sample.project()] }) };
  server.requests.length = 0;
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => server.close());

test('an answer is a table for people and the body of the API with --json', async () => {
  const people = await thingdock(['projects', 'list'], { url });
  assert.deepEqual([people.code, people.stderr], [0, '']);
  assert.match(people.stdout, /^ID +NAME +YOUR ROLE +CREATED\nproject-1 +Plant +owner +2026-01-01 00:00:00 UTC\n$/);
  const { code, value } = await thingdockJson(['projects', 'list'], { url });
  assert.equal(code, 0);
  assert.deepEqual(value, { items: [sample.project()] });
  assert.equal(server.requests[0]?.token, 'token-of-ada');
});

test('--url and --token are stronger than the environment', async () => {
  const env = { THINGDOCK_URL: 'http://127.0.0.1:1', THINGDOCK_TOKEN: 'wrong' };
  const { code } = await thingdock(['--url', url, 'projects', 'list', '--token=right'], { env });
  assert.equal(code, 0);
  assert.equal(server.requests[0]?.token, 'right');
});

test('an error of the server goes to standard error with its fields, and ends with 1', async () => {
  server.handlers['projects.create'] = () => {
    throw fieldFault('name', 'project_name_taken', { name: 'Plant' });
  };
  const { code, stdout, stderr } = await thingdock(['projects', 'create', '--name', 'Plant'], { url });
  assert.deepEqual([code, stdout], [1, '']);
  assert.deepEqual(stderr.trimEnd().split('\n'), [
    'Error: A project named "Plant" exists already.',
    '  name',
    'Code: project_name_taken',
    'Request: request-1',
  ]);
});

test('with --json the same error is the problem of the server on standard output', async () => {
  server.handlers['projects.create'] = () => {
    throw fieldFault('name', 'project_name_taken', { name: 'Plant' });
  };
  const { code, value, stderr } = await thingdockJson(['projects', 'create', '--name', 'Plant'], { url });
  assert.deepEqual([code, stderr], [1, '']);
  const detail = 'A project named "Plant" exists already.';
  assert.deepEqual(value, {
    type: 'about:blank',
    title: 'project name taken',
    status: 409,
    code: 'project_name_taken',
    detail,
    errors: [{ field: 'name', code: 'project_name_taken', detail }],
    requestId: 'request-1',
  });
});

test('without a token the way to one is shown', async () => {
  server.handlers['projects.list'] = () => {
    throw new Fault('sign_in_required');
  };
  const { code, stderr } = await thingdock(['projects', 'list'], { env: { THINGDOCK_URL: url } });
  assert.equal(code, 1);
  assert.match(stderr, /Set THINGDOCK_TOKEN, or pass --token/);
});

test('a server that is not there is named, with what to do', async () => {
  const gone = await startContractServer();
  await gone.close();
  const { code, stderr } = await thingdock(['health'], { url: gone.url });
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`^Error: ${gone.url} does not answer \\(connection refused\\)\\. Start the server`));
  assert.doesNotMatch(stderr, /at .*\.ts/);
});

test('a wrong command line ends with 2 and asks no server', async () => {
  const people = await thingdock(['projects', 'list', '--jsno'], { url });
  assert.deepEqual([people.code, people.stdout], [2, '']);
  assert.match(people.stderr, /There is no option --jsno here\. Did you mean "--json"\?/);
  const machine = await thingdockJson(['project', 'list'], { url });
  assert.equal(machine.code, 2);
  assert.equal(machine.value.code, 'usage');
  assert.equal((await thingdock(['projects', 'list', '--url', 'ftp://x'])).code, 2);
  assert.equal(server.requests.length, 0);
});

test('help ends with 0 when asked for, and with 2 on standard error when a command is missing', async () => {
  const asked = await thingdock(['devices', '--help']);
  assert.deepEqual([asked.code, asked.stderr], [0, '']);
  const short = await thingdock(['devices']);
  assert.deepEqual([short.code, short.stdout, short.stderr], [2, '', asked.stdout]);
});

test('the only project needs no naming, several do', async () => {
  server.handlers['flows.list'] = () => ({ items: [] });
  const one = await thingdock(['flows', 'list'], { url });
  assert.match(one.stdout, /^No flows yet\./);
  assert.deepEqual(server.requests.at(-1)?.params, { projectId: 'project-1' });
  server.handlers['projects.list'] = () => ({ items: [sample.project(), sample.project({ id: 'p-2', name: 'Lab' })] });
  const two = await thingdock(['flows', 'list'], { url });
  assert.equal(two.code, 1);
  assert.match(two.stderr, /Which project\? Name one with --project: project-1 \(Plant\), p-2 \(Lab\)\./);
});

test('setting up takes the password from the environment, shows the token once and how to keep it', async () => {
  server.handlers['setup.complete'] = ({ body }) => ({
    user: sample.user({ name: body.name, email: body.email }),
    token: { id: 't-1', name: 'setup', createdAt: '2026-01-01T00:00:00.000Z', token: 'td_fresh' },
  });
  const { code, stdout } = await thingdock(
    ['setup', '--setup-token', '-', '--name', 'Ada', '--email', 'ada@example.com'],
    {
      env: { THINGDOCK_URL: url, THINGDOCK_PASSWORD: 'correct horse battery' },
      input: 'http://127.0.0.1:8600/setup#one-time\n',
    },
  );
  assert.equal(code, 0);
  assert.match(stdout, /Ada \(ada@example\.com\) is the first administrator\.[\s\S]*export THINGDOCK_TOKEN=td_fresh/);
  const { body, token } = server.requests[0] ?? {};
  assert.deepEqual(body, {
    token: 'one-time',
    name: 'Ada',
    email: 'ada@example.com',
    password: 'correct horse battery',
  });
  assert.equal(token, undefined);
});

test('members are set by role, and a role that there is not is refused here', async () => {
  server.handlers['members.set'] = ({ body }) => ({ user: sample.user(), role: body.role });
  const { stdout } = await thingdock(['members', 'set', 'user-1', '--role', 'admin'], { url });
  assert.equal(stdout, 'Ada (ada@example.com) is admin now.\n');
  const wrong = await thingdock(['members', 'set', 'user-1', '--role', 'boss'], { url });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /There is: owner, admin, collaborator, outside_collaborator\./);
});

test('counters are sorted by name', async () => {
  server.handlers['counters.get'] = () => ({ 'webhook.received': 3, 'devices.changed': 1 });
  const { stdout } = await thingdock(['counters'], { url });
  assert.equal(stdout, 'COUNTER           COUNT\ndevices.changed   1\nwebhook.received  3\n');
});

test('relative paths start where the caller stood, as npm tells it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thingdock-cli-'));
  await writeFile(join(folder, 'flows.json'), '[]\n');
  server.handlers['flows.create'] = () => sample.flow();
  const args = ['flows', 'create', '--name', 'Counter', '--file', 'flows.json', '--title', 'first'];
  const { code } = await thingdock(args, { url, env: { INIT_CWD: folder } });
  assert.equal(code, 0);
  assert.deepEqual(server.requests.at(-1)?.body, { name: 'Counter', content: '[]\n', title: 'first' });
  const missing = await thingdock(args, { url, cwd: folder, env: { INIT_CWD: tmpdir() } });
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /flows\.json cannot be read: there is no such file or folder\./);
});

test('a flow can be piped in, and comes back byte by byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thingdock-cli-'));
  const content = '[{"id":"a","info":"プレス"}]';
  server.handlers['flows.version'] = () => sample.flowVersion({ number: 2 });
  server.handlers['flows.get'] = () => ({ ...sample.flow(), latestVersion: 2 });
  server.handlers['flows.content'] = ({ params }) => ({
    flowId: params.flowId,
    number: Number(params.number),
    content,
  });
  await thingdock(['flows', 'add-version', '--flow', 'flow-1', '--file', '-'], { url, input: content });
  assert.deepEqual(server.requests.at(-1)?.body, { content });
  const { stdout } = await thingdock(['flows', 'download', 'flow-1', '--out', 'f.json'], { url, cwd: folder });
  assert.match(stdout, /^Wrote version 2 to .*f\.json\.$/m);
  assert.equal(await readFile(join(folder, 'f.json'), 'utf8'), content);
  const printed = await thingdock(['flows', 'download', 'flow-1', '--version', '1'], { url });
  assert.equal(printed.stdout, `${content}\n`);
  assert.deepEqual(server.requests.at(-1)?.params, { flowId: 'flow-1', number: '1' });
});

test('a reader that has seen enough is no failure', async () => {
  server.handlers['counters.get'] = () =>
    Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`counter.${index}`, index]));
  const main = join(import.meta.dirname, '..', 'src', 'main.ts');
  const shell = spawn('bash', ['-c', `set -o pipefail; "${process.execPath}" "${main}" counters | head -n 1`], {
    env: { PATH: process.env.PATH, THINGDOCK_URL: url },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  assert.deepEqual(await once(shell, 'close'), [0, null]);
});
