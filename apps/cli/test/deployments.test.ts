import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Target } from '@thingdock/api';
import { sample, startContractServer } from '@thingdock/api/testing';
import { thingdock, thingdockJson } from './cli.ts';

const server = await startContractServer();
const { url } = server;
beforeEach(() => {
  server.handlers = {
    'flows.get': () => sample.flow(),
    'connections.list': () => ({ items: [sample.connection({ name: 'Line one' })] }),
  };
  server.requests.length = 0;
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => server.close());

const CREATE = ['deployments', 'create', '--flow', 'flow-1', '--connection', 'connection-1'];
const target = (device: string, state: Target['state'], message: string | null = null) =>
  sample.target({ device, state, message });

/** Lets a deployment go through the given stages: one per look, and each announced on the feed. */
function stages(first: Target[], ...later: Target[][]): void {
  let now = first;
  server.handlers['deployments.create'] = () => sample.deploymentOf(...first);
  server.handlers['deployments.get'] = () => {
    now = later.shift() ?? now;
    setImmediate(() =>
      server.announce({
        event: 'changes',
        changes: [{ type: 'deployment', projectId: 'project-1', keys: ['deployment-1'] }],
      }),
    );
    return sample.deploymentOf(...now);
  };
}

test('S67 the connection may be named by its Connection Name', async () => {
  stages([target('press-1', 'requested')]);
  const words = ['deployments', 'create', '--flow', 'flow-1', '--connection', 'line ONE', '--device', 'press-1'];
  assert.equal((await thingdock(words, { url })).code, 0);
  const sent = server.requests.find(({ route }) => route === 'deployments.create')?.body;
  assert.equal((sent as { connectionId?: string } | undefined)?.connectionId, sample.connection().id);
});

test('the project comes from the flow, and without a version the server takes the newest', async () => {
  stages([target('press-1', 'requested')]);
  const { code, value } = await thingdockJson([...CREATE, '--device', 'press-1', 'press-2'], { url });
  assert.equal(code, 0);
  assert.equal(value.id, 'deployment-1');
  const { params, body } = server.requests.at(-1) ?? {};
  assert.deepEqual(params, { projectId: 'project-1' });
  assert.deepEqual(body, { flowId: 'flow-1', connectionId: 'connection-1', devices: ['press-1', 'press-2'] });
});

test('with --wait every change of a device is told, and all deployed is success', async () => {
  stages(
    [target('press-1', 'requested'), target('press-2', 'requested')],
    [target('press-1', 'deploying'), target('press-2', 'requested')],
    [target('press-1', 'deployed'), target('press-2', 'deployed')],
  );
  const args = [...CREATE, '--device', 'press-1', '--device', 'press-2', '--version', '1', '--wait'];
  const { code, stdout } = await thingdock(args, { url });
  assert.equal(code, 0);
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    'Deploying Counter version 1 to 2 devices (deployment deployment-1):',
    '  press-1: requested',
    '  press-2: requested',
    '  press-1: deploying',
    '  press-1: deployed',
    '  press-2: deployed',
    'Deployed to 2 devices.',
  ]);
});

for (const state of ['failed', 'timed_out', 'cancelled', 'overridden'] as const)
  test(`with --wait a device that ends ${state} is a failure`, async () => {
    stages([target('press-1', 'requested')], [target('press-1', state, 'no room left')]);
    const { code, stdout, stderr } = await thingdock([...CREATE, '--device', 'press-1', '--wait'], { url });
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`^ {2}press-1: ${state} \\(no room left\\)$`, 'm'));
    assert.match(stderr, new RegExp(`^Error: Not every device has it: 1 ${state}\\. "thingdock deployments show`));
  });

test('with --json that failure is a problem with the members of the deployment', async () => {
  stages([target('press-1', 'requested')], [target('press-1', 'failed', 'no room left')]);
  const { code, value } = await thingdockJson([...CREATE, '--device', 'press-1', '--wait'], { url });
  assert.equal(code, 1);
  assert.deepEqual([value.code, value.id, value.summary], ['deployment_failed', 'deployment-1', 'failed']);
  assert.deepEqual(value.targets, [target('press-1', 'failed', 'no room left')]);
});

test('a wait ends after --timeout, and says where to look later', async () => {
  stages([target('press-1', 'requested')]);
  const args = [...CREATE, '--device', 'press-1', '--wait', '--timeout', '1'];
  const { code, stderr } = await thingdock(args, { url });
  assert.equal(code, 1);
  assert.match(stderr, /The deployment was not finished after 1 seconds[\s\S]*thingdock deployments show deployment-1/);
});

test('deployments are listed by what was asked for', async () => {
  server.handlers['deployments.list'] = () => ({
    items: [sample.deployment({ counts: { deployed: 2, failed: 1 } })],
    next: null,
  });
  const args = ['deployments', 'list', '--project', 'p-1', '--device', 'press-1', '--flow', 'flow-1'];
  const { stdout } = await thingdock(args, { url });
  assert.match(stdout, /2 deployed, 1 failed/);
  assert.deepEqual(server.requests.at(-1)?.query, { device: 'press-1', flowId: 'flow-1' });
});

test('a deployment is shown device by device with the reason of each', async () => {
  server.handlers['deployments.get'] = () => sample.deploymentOf(target('press-1', 'failed', 'no room left'));
  const { stdout } = await thingdock(['deployments', 'show', 'deployment-1'], { url });
  assert.match(stdout, /^Summary: +failed: 1 failed$/m);
  assert.match(stdout, /^press-1 +failed +2026-01-01 00:00:00 UTC +no room left$/m);
});
