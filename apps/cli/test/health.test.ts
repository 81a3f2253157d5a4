import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Health, Plan } from '@thingdock/api';
import { sample, startContractServer } from '@thingdock/api/testing';
import { thingdock, thingdockJson } from './cli.ts';

const server = await startContractServer();
const { url } = server;

const HEALTHY: Health = {
  state: 'healthy',
  since: '2026-01-01T00:00:00.000Z',
  checkedAt: '2026-01-02T00:00:00.000Z',
  findings: [],
  probeLatencyMs: 42,
};
const BROKEN: Health = {
  ...HEALTHY,
  state: 'broken',
  findings: [
    {
      ...{ code: 'rule_disabled', severity: 'broken', subject: 'rule enebular_status_push_rule', repairable: true },
      text: 'The AWS IoT rule enebular_status_push_rule is disabled.',
      fix: 'Repair the connection; it puts back exactly this.',
    },
  ],
};
const DRIFT: Plan = {
  objects: [
    {
      ...{ kind: 'rule', name: 'enebular_status_push_rule', arn: 'arn:rule', action: 'repair', lost: [] },
      differences: [{ what: 'disabled', found: 'yes', wanted: 'no' }],
    },
  ],
};

beforeEach(() => {
  server.requests.length = 0;
  server.handlers = {
    'connections.check': () => BROKEN,
    'connections.health': () => HEALTHY,
    'connections.drift': () => DRIFT,
    'connections.repair': () => ({ operation: sample.operation({ kind: 'connection.repair', state: 'succeeded' }) }),
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => server.close());

const asked = () => server.requests.map(({ route }) => route);

test('health looks now, says what is wrong with the way out, and ends with 1 while the connection is broken', async () => {
  const { code, stdout, stderr } = await thingdock(['connections', 'health', 'connection-1'], { url });
  assert.equal(code, 1);
  assert.match(stdout, /broken +The AWS IoT rule enebular_status_push_rule is disabled\.\n +Repair the connection/);
  assert.match(stderr, /The connection is broken/);
});

test('health shows what the last look found when that is enough', async () => {
  const { code, value } = await thingdockJson(['connections', 'health', 'connection-1', '--last'], { url });
  assert.deepEqual([code, value], [0, HEALTHY]);
  assert.deepEqual(asked(), ['connections.health']);
});

test('repair --dry-run shows the difference and does nothing', async () => {
  const { code, stdout } = await thingdock(['connections', 'repair', 'connection-1', '--dry-run'], { url });
  assert.equal(code, 0);
  assert.match(stdout, /put right +rule +enebular_status_push_rule\n +disabled: yes\n +→ no/);
  assert.deepEqual(asked(), ['connections.drift']);
});

test('repair puts things right and looks again', async () => {
  server.handlers['connections.check'] = () => HEALTHY;
  const { code, value } = await thingdockJson(['connections', 'repair', 'connection-1', '--yes'], { url });
  assert.equal(code, 0);
  assert.deepEqual(value.health, HEALTHY);
  assert.deepEqual(asked(), ['connections.drift', 'connections.repair', 'connections.check']);
});
