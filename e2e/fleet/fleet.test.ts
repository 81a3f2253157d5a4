import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Deployment, Target, TargetState } from '@thingdock/api';
import { type Outcome, until } from '@thingdock/testkit';
import { fleetName, online, startFleet } from './fleet.ts';

const DEVICES = Number(process.env.FLEET_DEVICES ?? 2_000);
const MESSAGE = 'the flow uses a node that is not installed';
/** Deadlines of this deployment alone; long enough that a device of a busy test machine is never late by itself. */
const LIMITS = { silenceSeconds: 75, absenceSeconds: 75, retries: 1 };
const within = { within: 300_000, every: 200 };

/** One in 20 fails, one in 20 is offline, of which half come back in time, and one in 50 never says a word. */
const fails = (index: number) => index % 20 === 3;
const isOffline = (index: number) => index % 20 === 7;
const comesBack = (index: number) => isOffline(index) && index >= DEVICES / 2;
const isSilent = (index: number) => index % 50 === 11;

function outcome(index: number): Outcome {
  if (isSilent(index)) return 'silent';
  return fails(index) ? { fail: MESSAGE } : 'succeed';
}

function expected(index: number): TargetState {
  if (isSilent(index) || (isOffline(index) && !comesBack(index))) return 'timed_out';
  return fails(index) ? 'failed' : 'deployed';
}

const numbers = Array.from({ length: DEVICES }, (_, index) => index);
const names = (which: (index: number) => boolean) => numbers.filter(which).map(fleetName);
const canaries = names((index) => index % 10 === 0).slice(1, 21);

describe(`a flow for ${DEVICES} devices, of which some fail, some are away, and some never answer`, {
  timeout: 800_000,
}, () => {
  let { system, database, fleet, projectId, connectionId } = {} as Awaited<ReturnType<typeof startFleet>>;
  let deploymentId: string;

  before(async () => {
    ({ system, database, fleet, projectId, connectionId } = await startFleet(stack, { count: DEVICES, outcome }));
    await fleet.stop(names(isOffline));
    await online(system.client, projectId, names((index) => !isOffline(index)).length);
  });
  const stack = new AsyncDisposableStack();
  after(() => stack.disposeAsync());

  const deployment = () => system.client.call('deployments.get', { params: { deploymentId } });

  it('is previewed as what it will be: so many targets, so many away', async () => {
    const { client } = system;
    const body = { filter: { connectionId }, add: ['line'] };
    assert.deepEqual(await client.call('tags.change', { params: { projectId }, body }), { changed: DEVICES });
    const preview = await client.call('deployments.preview', { params: { projectId }, body: await request() });
    assert.equal(preview.targets, DEVICES);
    assert.equal(preview.offline, names(isOffline).length);
    assert.equal(preview.refused, 0);
    assert.deepEqual(preview.phases, [20, DEVICES * 0.3, DEVICES * 0.7 - 20]);
  });

  it('begins with the canaries, and waits for the silent ones of a phase', async () => {
    const made = await system.client.call('deployments.create', { params: { projectId }, body: await request() });
    deploymentId = made.id;
    await until('only the silent ones of the second phase to be left', () => isQuiet(2), within);
    const { items } = await system.client.call('deployments.targets', {
      params: { deploymentId },
      query: { phase: '1', limit: '500' },
    });
    assert.deepEqual(items.map(({ device }) => device).toSorted(), canaries);
    assert.ok(items.every(({ state }) => state === 'deployed'));
  });

  it('goes on from phase to phase and reaches those that come back', { timeout: 400_000 }, async () => {
    await until('those to be back who come back', comeBack, within);
    const ended = await until('the deployment to end', hasEnded, within);
    assert.deepEqual(ended.counts, countsOf(numbers.map(expected)));
    assert.equal(ended.rollout?.state, 'finished');
    assert.equal(ended.summary, 'failed');
  });

  it('ends as every single device did, and none was told twice', async () => {
    const targets = await allTargets();
    assert.deepEqual(
      targets.map(({ device, state }) => `${device} ${state}`),
      numbers.map((index) => `${fleetName(index)} ${expected(index)}`),
    );
    for (const [index, { message, device }] of targets.entries()) {
      if (fails(index)) assert.equal(message, MESSAGE, device);
      if (isSilent(index)) assert.match(message ?? '', /connected, but reported nothing for 75 seconds/);
      if (isOffline(index) && !comesBack(index)) assert.match(message ?? '', /did not come back within 75 seconds/);
    }
    assert.equal(fleet.count('flow-deploy'), names((index) => !isOffline(index) || comesBack(index)).length);
    assert.deepEqual(fleet.problems(), []);
  });

  it('does not surprise devices that come back when nobody waits for them any more', async () => {
    const late = names((index) => isOffline(index) && !comesBack(index)).slice(0, 10);
    await fleet.connect(late);
    const devices = late.flatMap((name) => fleet.devices.get(name) ?? []);
    await until('them to have asked what they should have', () =>
      devices.every(({ memory }) => memory.trees.desired !== undefined),
    );
    assert.deepEqual(
      devices.flatMap(({ memory }) => memory.actions),
      [],
    );
  });

  it('is told of once, and found by the devices that it was for', async () => {
    const { client } = system;
    const query = { type: 'deployment.finished' };
    const { items } = await client.call('events.list', { params: { projectId }, query });
    assert.equal(items.length, 1);
    const found = await client.call('deployments.list', { params: { projectId }, query: { device: fleetName(3) } });
    assert.deepEqual(
      found.items.map(({ id }) => id),
      [deploymentId],
    );
  });

  let flowId: string | undefined;
  async function request() {
    const body = { name: 'Line monitor', content: JSON.stringify([{ id: 'tab1', type: 'tab', label: 'Line' }]) };
    flowId ??= (await system.client.call('flows.create', { params: { projectId }, body })).id;
    const phases = [{ count: 20 }, { percent: 30 }, { percent: 70 }];
    const rollout = { phases, canaries, waitSeconds: 3, stopAt: { percent: 30 } };
    return { flowId, connectionId, filter: { tags: 'line' }, rollout, limits: LIMITS };
  }

  /** Whether nothing of a phase is to be expected any more but the deadlines. */
  async function isQuiet(phase: number): Promise<boolean> {
    const { rows } = await database.query(
      `select thing_name from action_targets where action_id = $1 and phase <= $2
        and state in ('requested', 'pending', 'deploying') and waits_for is distinct from 'offline'`,
      [deploymentId, phase],
    );
    const silent = new Set(names(isSilent));
    return (await deployment()).rollout?.phase === phase && rows.every(({ thing_name }) => silent.has(thing_name));
  }

  /** Connects devices again once somebody waits for them. */
  async function comeBack(): Promise<boolean> {
    const { rows } = await database.query(
      `select thing_name from action_targets where action_id = $1 and waits_for = 'offline'`,
      [deploymentId],
    );
    const awaited = new Set((rows as { thing_name: string }[]).map(({ thing_name }) => thing_name));
    const back = names(comesBack);
    await fleet.connect(back.filter((name) => awaited.has(name)));
    const missing = back.filter((name) => !fleet.connected().has(name)).length;
    if (missing === 0) return true;
    const { counts, rollout } = await deployment();
    throw new Error(`${missing} are missing: ${JSON.stringify({ counts, ...rollout, canaries: [] })}`);
  }

  async function hasEnded(): Promise<Deployment> {
    const found = await deployment();
    if (found.summary === 'processing')
      throw new Error(`${found.rollout?.phase} ${found.rollout?.why} ${JSON.stringify(found.counts)}`);
    return found;
  }

  async function allTargets(): Promise<Target[]> {
    const targets: Target[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const query = { limit: '500', ...(after === undefined ? {} : { after }) };
      const page = await system.client.call('deployments.targets', { params: { deploymentId }, query });
      targets.push(...page.items);
      after = page.next;
    }
    return targets;
  }
});

function countsOf(states: readonly TargetState[]): Partial<Record<TargetState, number>> {
  const counts: Partial<Record<TargetState, number>> = {};
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
