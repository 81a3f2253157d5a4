import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Client } from '@thingdock/api';
import { until } from '@thingdock/testkit';
import { startLoadBalancer } from '../system/load-balancer.ts';
import type { SecondServer } from '../system/system.ts';
import { fleetName, startFleet } from './fleet.ts';

const DEVICES = 300;
const PHASES = [20, 100, 180];
const within = { within: 120_000, every: 100 };

describe('two servers on one database, each of which is killed in the middle of a rollout', {
  timeout: 400_000,
}, () => {
  const stack = new AsyncDisposableStack();
  let { system, database, fleet, projectId, connectionId } = {} as Awaited<ReturnType<typeof startFleet>>;
  let second: SecondServer;
  let deploymentId: string;

  before(async () => {
    const balancer = await startLoadBalancer();
    stack.defer(() => balancer.close());
    const options = { balancer, aws: { snsRetrySpeed: 10 } };
    ({ system, database, fleet, projectId, connectionId } = await startFleet(stack, { count: DEVICES }, options));
    second = await system.startSecondServer();
  });
  after(() => stack.disposeAsync());

  it('share a rollout: what one orders, the other hears the answers to', async () => {
    deploymentId = await deploy(second.client);
    await until('the second phase to be under way', () => isUnderWay(2), within);
    assert.ok((await counter(second.client, 'agents.slot.refresh')) > 0);
    assert.ok((await counter(system.client, 'agents.frames.answered')) > 0);
  });

  it('carry it on when one is killed, and comes back', async () => {
    system.server.kill('SIGKILL');
    await system.restartServer();
    await until('the third phase to be under way', () => isUnderWay(3), within);
  });

  it('carry it on when the one that gives the orders is killed, and stays away', async () => {
    second.server.kill('SIGKILL');
    await second.server.ended;
    const ended = await until(
      'the deployment to end',
      async () => {
        const found = await system.client.call('deployments.get', { params: { deploymentId } });
        if (found.summary === 'processing') throw new Error(JSON.stringify({ ...found.counts, ...found.rollout }));
        return found;
      },
      within,
    );
    assert.deepEqual([ended.summary, ended.counts], ['successful', { deployed: DEVICES }]);
    assert.equal(ended.rollout?.state, 'finished');
  });

  it('never ordered anything twice, and began no phase before the one before it had ended', async () => {
    const { rows } = await database.query(
      `select phase, count(*)::int as size, min(requested_at) as first, max(requested_at) as last, max(updated_at) as ended,
        max(attempt) as attempts, count(distinct update_id)::int as updates
       from action_targets where action_id = $1 group by phase order by phase`,
      [deploymentId],
    );
    assert.deepEqual(
      rows.map(({ size, updates, attempts }) => [size, updates, attempts]),
      PHASES.map((size) => [size, size, 1]),
    );
    for (const [index, { ended }] of rows.slice(0, -1).entries()) assert.ok(rows[index + 1].first >= ended);
    assert.equal(fleet.count('flow-deploy'), DEVICES);
    const { items } = await system.client.call('events.list', {
      params: { projectId },
      query: { type: 'deployment.finished' },
    });
    assert.equal(items.length, 1);
  });

  async function deploy(client: Client): Promise<string> {
    const content = JSON.stringify([{ id: 'tab1', type: 'tab', label: 'Line' }]);
    const flow = await client.call('flows.create', { params: { projectId }, body: { name: 'Line monitor', content } });
    const canaries = Array.from({ length: PHASES[0] ?? 0 }, (_, index) => fleetName(index * 10));
    const rollout = { phases: PHASES.map((count) => ({ count })), canaries, waitSeconds: 1 };
    const body = { flowId: flow.id, connectionId, filter: {}, rollout };
    return (await client.call('deployments.create', { params: { projectId }, body })).id;
  }

  /** Whether some of a phase have ended, and others not. */
  async function isUnderWay(phase: number): Promise<boolean> {
    const { rows } = await database.query(
      `select count(*) filter (where state = 'deployed')::int as done, count(*)::int as size
       from action_targets where action_id = $1 and phase = $2`,
      [deploymentId, phase],
    );
    const { done, size } = rows[0];
    assert.ok(done < size, 'the phase went by unseen');
    return done > 0;
  }

  async function counter(client: Client, name: string): Promise<number> {
    return (await client.call('counters.get', {}))[name] ?? 0;
  }
});
