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

const CHANGES = ['deployments.create', 'deployments.command'];
const sent = () => server.requests.findLast(({ route }) => CHANGES.includes(route))?.body;

test('a rollout is told in parts, canaries, a threshold, deadlines and a time', async () => {
  stages([target('press-1', 'scheduled')]);
  const args = [...CREATE, '--tags', 'line-2,press', '--phases', '10,25%,100%', '--canary', 'press-1', 'press-2'];
  const more = ['--phase-wait', '60', '--stop-at', '10%', '--silence', '120', '--expire', '3600', '--retries', '0'];
  const at = ['--at', '2026-03-01T02:30', '--time-zone', 'Asia/Tokyo'];
  const { code, stderr } = await thingdock([...args, ...more, ...at], { url });
  assert.equal(code, 0, stderr);
  assert.deepEqual(sent(), {
    ...{ flowId: 'flow-1', connectionId: 'connection-1', filter: { tags: 'line-2,press' } },
    rollout: {
      phases: [{ count: 10 }, { percent: 25 }, { percent: 100 }],
      ...{ canaries: ['press-1', 'press-2'], waitSeconds: 60, stopAt: { percent: 10 } },
    },
    limits: { silenceSeconds: 120, absenceSeconds: 3600, retries: 0 },
    schedule: { at: '2026-03-01T02:30', timeZone: 'Asia/Tokyo' },
  });
});

for (const [words, wanted] of [
  [['--kind', 'flow-remove'], { kind: 'flow-remove' }],
  [['--kind', 'flow-stop'], { kind: 'flow-stop' }],
  [['--kind', 'flow-start'], { kind: 'flow-start' }],
  [['--set', 'LEVEL=3', 'URL=a=b'], { kind: 'env-set', variables: { LEVEL: '3', URL: 'a=b' } }],
  [['--kind', 'env-set'], { kind: 'env-set', variables: {} }],
  [['--file', 'file-1', '--version', '2'], { kind: 'file-deploy', fileId: 'file-1', version: 2 }],
  [['--kind', 'file-remove', '--file', 'file-1'], { kind: 'file-remove', fileId: 'file-1' }],
] as const)
  test(`${words.join(' ')} asks for ${wanted.kind}`, async () => {
    stages([target('press-1', 'requested')]);
    server.handlers['files.get'] = () => sample.file();
    const place = ['--connection', 'connection-1', '--project', 'project-1', '--device', 'press-1'];
    const { code, stderr } = await thingdock(['deployments', 'create', ...words, ...place], { url });
    assert.equal(code, 0, stderr);
    assert.deepEqual(sent(), { ...wanted, connectionId: 'connection-1', devices: ['press-1'] });
  });

for (const [words, text] of [
  [[], /Say which devices/],
  [['--device', 'press-1', '--all'], /only one of these/],
  [['--all', '--phases', '10,many'], /"many" is neither/],
  [['--all', '--stop-at', '5'], /Say the parts with --phases/],
  [['--all', '--time-zone', 'Asia/Tokyo'], /--time-zone needs --at/],
  [['--all', '--kind', 'flow-stop'], /--flow does not go with --kind flow-stop/],
  [['--all', '--file', 'file-1'], /--(flow|file)/],
] as const)
  test(`what cannot be meant is refused before anything is asked for: ${words.join(' ') || 'no devices'}`, async () => {
    const { code, stderr } = await thingdock([...CREATE, ...words], { url });
    assert.equal(code, 2);
    assert.match(stderr, text);
    assert.equal(sent(), undefined);
  });

test('with --dry-run it shows what would change and what stands against it, and does nothing', async () => {
  server.handlers['deployments.preview'] = () => ({
    ...{ targets: 3, online: 1, offline: 1, refused: 1, findings: { offline: 1, agent_too_old: 1 } },
    ...{ changes: [{ from: 'Counter version 1', devices: 2 }], phases: [1, 2], startsAt: null },
    devices: [
      {
        ...{ device: 'press-9', status: 'connected', agentVersion: '2.4.0', current: null, refused: true },
        ...{ findings: ['agent_too_old'], text: 'Its agent is too old for that.' },
      },
    ],
  });
  const { code, stdout } = await thingdock([...CREATE, '--all', '--dry-run'], { url });
  assert.equal(code, 0);
  assert.match(stdout, /^Targets: +3 devices: 1 online, 1 offline, 1 refused$/m);
  assert.match(stdout, /^Phases: +1, 2$/m);
  assert.match(stdout, /^Counter version 1 +2$/m);
  assert.match(stdout, /^press-9 +connected +2\.4\.0 .* agent_too_old +Its agent is too old for that\.$/m);
  assert.ok(!server.requests.some(({ route }) => route === 'deployments.create'));
});

test('the devices of an earlier deployment are taken over, all pages of them', async () => {
  stages([target('press-1', 'requested')]);
  const pages = [
    { items: [target('press-1', 'failed')], next: 'press-1' },
    { items: [target('press-2', 'deployed')], next: null },
  ];
  server.handlers['deployments.targets'] = () => pages.shift() ?? { items: [], next: null };
  await thingdock([...CREATE, '--devices-of', 'deployment-0'], { url });
  assert.deepEqual((sent() as { devices?: string[] }).devices, ['press-1', 'press-2']);
});

for (const [words, body] of [
  [['pause'], { command: 'pause' }],
  [['resume'], { command: 'resume' }],
  [['stop', '--yes'], { command: 'stop' }],
  [['cancel', '--yes'], { command: 'cancel' }],
  [['cancel', '--device', 'press-1', '--yes'], { command: 'cancel', devices: ['press-1'] }],
  [['roll-back', '--yes'], { command: 'rollback' }],
  [['roll-back', '--device', 'press-1', '--yes'], { command: 'rollback', devices: ['press-1'] }],
  [['retry'], { command: 'retry-failed' }],
  [['retry', '--device', 'press-1'], { command: 'retry-failed', devices: ['press-1'] }],
] as const)
  test(`${words.join(' ')} is told to the deployment`, async () => {
    server.handlers['deployments.command'] = () => sample.deploymentOf(target('press-1', 'pending'));
    const [name, ...options] = words;
    const { code } = await thingdock(['deployments', name, 'deployment-1', ...options], { url });
    assert.equal(code, 0);
    assert.deepEqual(sent(), body);
  });

test('a deployment to more devices than fit is watched by its counts', async () => {
  let looks = 0;
  const counts = [{ pending: 900 }, { pending: 200, deployed: 700 }, { deployed: 890, failed: 10 }];
  server.handlers['deployments.get'] = () => {
    const now = counts[Math.min(looks, 2)] ?? {};
    looks += 1;
    return { ...sample.deployment({ counts: now, summary: looks > 2 ? 'failed' : 'processing' }), targets: [] };
  };
  const { code, stdout, stderr } = await thingdock(['deployments', 'watch', 'deployment-1'], { url });
  assert.equal(code, 1);
  assert.match(stdout, /Counter version 1 on 900 devices:\n {2}900 pending\n {2}200 pending, 700 deployed\n/);
  assert.match(stderr, /Not every device has it: 890 deployed, 10 failed/);
});

test('targets are shown page by page with what each waits for', async () => {
  const waiting = { ...target('press-1', 'pending', 'The device is offline.'), waitsFor: 'offline', phase: 2 } as const;
  server.handlers['deployments.targets'] = () => ({ items: [waiting], next: 'press-1' });
  const args = ['deployments', 'targets', 'deployment-1', '--state', 'pending', '--phase', '2', '--limit', '1'];
  const { stdout } = await thingdock(args, { url });
  assert.match(stdout, /^DEVICE +STATE +SINCE +PHASE +.*WAITS FOR +/m);
  assert.match(stdout, /^press-1 +pending .* 2 .*offline .*The device is offline\.$/m);
  assert.match(stdout, /There are more: --after press-1$/m);
  assert.deepEqual(server.requests.at(-1)?.query, { state: 'pending', phase: '2', limit: '1' });
});
