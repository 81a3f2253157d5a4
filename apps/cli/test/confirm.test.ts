import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { after, afterEach, beforeEach, test } from 'node:test';
import { sample, startContractServer } from '@thingdock/api/testing';
import { systemClock } from '@thingdock/effects';
import { COMMANDS } from '../src/commands/index.ts';
import { run } from '../src/run.ts';

const server = await startContractServer();
beforeEach(() => {
  server.requests.length = 0;
  server.handlers = {
    'connections.get': () => sample.connection(),
    'connections.objects': () => ({ items: [{ kind: 'rule', name: 'enebular_status_push_rule', goes: true }] }),
    'connections.delete': () => ({ operation: sample.operation({ kind: 'connection.delete', state: 'succeeded' }) }),
    'licences.delete': () => ({ changed: 2, unchanged: 0 }),
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => server.close());

/** Runs a command in front of a terminal, at which somebody types `typed` when asked. */
async function runAt(typed: string, ...command: string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  for (const stream of [stdin, stdout, stderr]) Object.assign(stream, { isTTY: true });
  let shown = '';
  stderr.on('data', (chunk: Buffer) => {
    const before = shown;
    shown += chunk.toString();
    if (shown.includes('[y/N]') && !before.includes('[y/N]')) stdin.write(typed);
  });
  stdout.resume();
  const words = [...command, '--url', server.url];
  const signal = new AbortController().signal;
  const code = await run(words, COMMANDS, { env: {}, cwd: '/', stdin, stdout, stderr, clock: systemClock, signal });
  const deleted = server.requests.some(({ route }) => route.endsWith('.delete'));
  return { code, deleted, shown };
}

const deleteAt = (typed: string, ...more: string[]) => runAt(typed, 'connections', 'delete', 'connection-1', ...more);

test('at a terminal a delete asks first, and a yes deletes', async () => {
  const { code, deleted, shown } = await deleteAt('y\r');
  assert.match(shown, /Delete the connection "Line one"\? \[y\/N\]/);
  assert.deepEqual([code, deleted], [0, true]);
});

for (const typed of ['\r', 'n\r', 'yikes\r', '\u0003'])
  test(`${JSON.stringify(typed)} is no yes, so nothing is deleted`, async () => {
    const { code, deleted } = await deleteAt(typed);
    assert.deepEqual([code, deleted], [1, false]);
  });

test('with --yes nobody is asked', async () => {
  const { code, deleted, shown } = await deleteAt('', '--yes');
  assert.deepEqual([code, deleted, shown], [0, true, '']);
});

test('licences of devices are deleted only after a yes', async () => {
  const place = ['--project', 'project-1', '--connection', '9f0c0ad8-6f0e-4b8e-8a53-0d4f8a3b1c11'];
  const command = ['licences', 'delete', 'press-1,press-2', ...place];
  const refused = await runAt('n\r', ...command);
  assert.match(refused.shown, /Delete the licences of press-1,press-2\? \[y\/N\]/);
  assert.deepEqual([refused.code, refused.deleted], [1, false]);
  const agreed = await runAt('y\r', ...command);
  assert.deepEqual([agreed.code, agreed.deleted], [0, true]);
});

test('to put back what devices had before is asked first, with how many they are', async () => {
  const target = sample.target({ device: 'press-1', state: 'deployed' });
  server.handlers['deployments.get'] = () => sample.deploymentOf(target);
  const changes = [{ to: null, devices: 1 }];
  server.handlers['deployments.rollback'] = () => ({ devices: 1, newer: 2, cancelled: 0, changes });
  const { code, shown } = await runAt('n\n', 'deployments', 'roll-back', 'deployment-1');
  assert.equal(code, 1);
  assert.match(
    shown,
    /Put back what 1 device had before Counter version 1 \(left alone: 2 with something newer\)\? \[y\/N\]/,
  );
  assert.ok(!server.requests.some(({ route }) => route === 'deployments.command'));
});
