import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { type ConnectionObject, Fault, type Operation, type Step } from '@thingdock/api';
import { sample, startContractServer } from '@thingdock/api/testing';
import { stepChanges } from '../src/follow/operation.ts';
import { startThingdock, thingdock, thingdockJson } from './cli.ts';

const server = await startContractServer();
const { url } = server;
beforeEach(() => {
  server.handlers = {
    'projects.list': () => ({ items: [sample.project()] }),
    'connections.get': ({ params }) => sample.connection({ id: params.connectionId }),
  };
  server.requests.length = 0;
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => server.close());

const CREATE = [
  ...['connections', 'create', '--name', 'Line one', '--access-key-id', 'AKIAEXAMPLE'],
  ...['--endpoint', 'abc-ats.iot.eu-central-1.amazonaws.com', '--role-arn', 'arn:aws:iam::123456789012:role/R'],
];
const env = { THINGDOCK_SECRET_ACCESS_KEY: 'secret-of-aws' };
const step = (key: string, state: Step['state'], detail: string | null = null): Step => ({
  key,
  title: `Topic ${key}`,
  state,
  detail,
});

/** Lets an operation go through the given stages: one per look, and each announced on the feed. */
function stages(...later: Partial<Operation>[]): void {
  const rest = [...later];
  let now = sample.operation();
  server.handlers['connections.create'] = () => ({
    connection: sample.connection({ state: 'creating' }),
    operation: now,
  });
  server.handlers['connections.delete'] = () => ({ operation: now });
  server.handlers['operations.get'] = () => {
    now = { ...now, ...rest.shift() };
    setImmediate(() =>
      server.announce({
        event: 'changes',
        changes: [{ type: 'operation', projectId: 'project-1', keys: ['operation-1'] }],
      }),
    );
    return now;
  };
}

test('a create waits until the connection works and tells every step on the way', async () => {
  stages(
    { steps: [step('a', 'running'), step('b', 'waiting')] },
    { steps: [step('a', 'done'), step('b', 'running', 'waiting for AWS')] },
    { steps: [step('a', 'done'), step('b', 'done')], state: 'succeeded' },
  );
  const { code, stdout, stderr } = await thingdock(CREATE, { url, env });
  assert.deepEqual([code, stderr], [0, '']);
  const lines = stdout.split('\n');
  assert.deepEqual(lines.slice(0, 6), [
    'Connecting AWS account 123456789012 in eu-central-1:',
    '  running  Topic a',
    '  done     Topic a',
    '  running  Topic b: waiting for AWS',
    '  done     Topic b',
    '',
  ]);
  assert.match(stdout, /^Connection Name: +Line one$/m);
});

test('the secret reaches the server in the body, and nobody else', async () => {
  stages({ state: 'succeeded' });
  const piped = await thingdock([...CREATE, '--secret-access-key', '-'], { url, input: 'piped-secret\n' });
  const body = server.requests.find(({ route }) => route === 'connections.create')?.body;
  assert.deepEqual(body, {
    name: 'Line one',
    accessKeyId: 'AKIAEXAMPLE',
    secretAccessKey: 'piped-secret',
    endpoint: 'abc-ats.iot.eu-central-1.amazonaws.com',
    roleArn: 'arn:aws:iam::123456789012:role/R',
  });
  assert.doesNotMatch(piped.stdout + piped.stderr, /piped-secret/);
});

test('with --json a create prints the connection and its operation, and nothing else', async () => {
  stages({ steps: [step('a', 'done')], state: 'succeeded' });
  const { code, value, stderr } = await thingdockJson(CREATE, { url, env });
  assert.deepEqual([code, stderr], [0, '']);
  const operation = sample.operation({ steps: [step('a', 'done')], state: 'succeeded' });
  assert.deepEqual(value, { ...sample.connection(), operation });
});

test('a create that fails ends with the error of its operation', async () => {
  const errors = [{ field: 'roleArn', code: 'role_not_found', detail: 'There is no role R.' }];
  const error = { code: 'role_not_found', detail: 'There is no role R. Create it.', errors };
  stages({ steps: [step('a', 'undone')], state: 'failed', error });
  const people = await thingdock(CREATE, { url, env });
  assert.equal(people.code, 1);
  assert.match(people.stdout, /^ {2}undone {3}Topic a$/m);
  assert.match(people.stderr, /^Error: There is no role R\. Create it\.\n {2}roleArn: There is no role R\./);
  assert.match(people.stderr, /^Code: role_not_found$/m);
  const machine = await thingdockJson<{ code: string; operation: Operation }>(CREATE, { url, env });
  assert.equal(machine.code, 1);
  assert.deepEqual([machine.value.code, machine.value.operation.state], ['role_not_found', 'failed']);
});

test('a refusal at once is shown as the server gave it', async () => {
  server.handlers['connections.create'] = () => {
    const details = { accountId: '123456789012', region: 'eu-central-1', owner: 'Bob' };
    throw new Fault('connection_duplicate', { details });
  };
  const { code, value } = await thingdockJson(CREATE, { url, env });
  assert.deepEqual([code, value.code, value.status], [1, 'connection_duplicate', 409]);
});

test('a missing secret is asked of nobody in a script', async () => {
  const { code, stderr } = await thingdock(CREATE, { url });
  assert.equal(code, 2);
  assert.match(stderr, /Set THINGDOCK_SECRET_ACCESS_KEY, or pipe it in with "--secret-access-key -"/);
});

test('a wait goes on when the feed is cut', async () => {
  stages({ steps: [step('a', 'running')] });
  const running = startThingdock(CREATE, { url, env });
  await running.line();
  assert.equal(await running.line(), '  running  Topic a');
  await server.feedOpen();
  server.dropFeeds();
  stages({ steps: [step('a', 'done')], state: 'succeeded' });
  assert.equal(await running.line(), '  done     Topic a');
  await running.interrupt();
});

test('Ctrl-C ends the wait with 1 and leaves the operation to the server', async () => {
  stages({ steps: [step('a', 'running')] });
  const running = startThingdock(CREATE, { url, env });
  await running.line();
  await running.line();
  assert.equal(await running.interrupt(), 1);
});

const OBJECTS: ConnectionObject[] = [
  { kind: 'topic', name: 'enebular_status_push_sns', goes: true },
  { kind: 'rule', name: 'enebular_shadow_update', goes: false },
];

test('a delete says what goes from AWS, waits, and says that it is done', async () => {
  stages({ steps: [step('a', 'done')], state: 'succeeded' });
  server.handlers['connections.objects'] = () => ({ items: OBJECTS });
  const { code, stdout } = await thingdock(['connections', 'delete', 'connection-1', '--yes'], { url });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^From AWS account 123456789012 in eu-central-1 go\n {2}topic enebular_status_push_sns\n {2}rule .*stays.*\n[\s\S]*done {5}Topic a/,
  );
  assert.match(stdout, /The connection "Line one" is deleted\.\n$/);
});

test('S72 a delete that keeps what is in AWS says so to the server, and lists it', async () => {
  stages({ state: 'succeeded', left: OBJECTS });
  server.handlers['connections.objects'] = () => ({ items: OBJECTS });
  const { stdout } = await thingdock(['connections', 'delete', 'connection-1', '--keep-aws', '--yes'], { url });
  const asked = server.requests.find(({ route }) => route === 'connections.delete');
  assert.deepEqual(asked?.query, { keepAws: 'true' });
  assert.match(
    stdout,
    /is deleted\.\nLeft in AWS:\n {2}topic enebular_status_push_sns\n {2}rule enebular_shadow_update\n$/,
  );
});

test('a failed attempt is listed with its reason, and dismissed without a question', async () => {
  const error = { code: 'probe_timed_out', detail: 'A test message did not come back.', errors: [] };
  const failed = sample.connection({ state: 'failed', error });
  server.handlers['connections.list'] = () => ({ items: [failed] });
  server.handlers['connections.get'] = () => failed;
  server.handlers['connections.delete'] = () => ({ operation: sample.operation({ state: 'succeeded' }) });
  assert.match((await thingdock(['connections', 'list'], { url })).stdout, /failed.*A test message did not come back/);
  const { stdout } = await thingdock(['connections', 'delete', 'connection-1'], { url });
  assert.equal(stdout, 'The attempt "Line one" is dismissed.\n');
});

test('a rotation sends the new key in the body, waits, and shows its last four characters', async () => {
  const rotated = sample.operation({ kind: 'connection.rotate', state: 'succeeded' });
  server.handlers['connections.rotate'] = () => ({ operation: rotated });
  const words = ['connections', 'rotate', 'connection-1', '--access-key-id', 'AKIANEW'];
  const { code, stdout } = await thingdock(words, { url, env });
  const sent = server.requests.find(({ route }) => route === 'connections.rotate')?.body;
  assert.deepEqual(sent, { accessKeyId: 'AKIANEW', secretAccessKey: 'secret-of-aws' });
  assert.equal(code, 0);
  assert.match(stdout, /^The connection uses the key …\w{4} now\. Delete the old one in AWS\.$/m);
});

test('keys are listed with their time, and no secret', async () => {
  const userArn = 'arn:aws:iam::123456789012:user/plant';
  const key = {
    accessKeyIdEnding: 'WXYZ',
    userArn,
    usedFrom: '2026-01-01T00:00:00.000Z',
    usedUntil: null,
    by: 'a@b.c',
  };
  server.handlers['connections.keys'] = () => ({ items: [key] });
  const { stdout } = await thingdock(['connections', 'keys', 'connection-1'], { url });
  assert.match(stdout, /…WXYZ +arn:aws:iam::123456789012:user\/plant .* a@b\.c/);
});

test('a rename sends the name alone', async () => {
  server.handlers['connections.change'] = ({ body }) => sample.connection({ name: body.name ?? '' });
  const { stdout } = await thingdock(['connections', 'rename', 'connection-1', '--name', 'New'], { url });
  assert.equal(stdout, 'The connection is named "New" now.\n');
  assert.deepEqual(server.requests.at(-1)?.body, { name: 'New' });
});

test('a step is told when it begins, moves on or has something new to say', () => {
  const before = [step('a', 'running'), step('b', 'waiting'), step('c', 'running', 'x')];
  const now = [step('a', 'running'), step('b', 'done'), step('c', 'running', 'y'), step('d', 'waiting')];
  assert.deepEqual(
    stepChanges(before, now).map(({ key }) => key),
    ['b', 'c'],
  );
});
