import { readFileSync } from 'node:fs';
import type { CreateDeployment, TargetState } from '@thingdock/api';
import { type FleetSimulator, type Outcome, until } from '@thingdock/testkit';
import pg from 'pg';
import { createKnownFleet, fleetName, online } from '../../e2e/fleet/fleet.ts';
import { connect, REGION, type System, startSystem } from '../../e2e/system/system.ts';
import { ask } from '../http/latency.ts';
import { quantile } from '../http/posts.ts';
import { cpuSeconds, pinTo } from '../measure/process-usage.ts';
import { against, type Comparison } from '../measure/result.ts';
import { rounds } from '../measure/rounds.ts';
import { type Server, startServer } from '../servers/child.ts';
import type { Defer, Program } from './program.ts';

/** As many writes at a time as the server makes. */
const AT_ONCE = 8;
/** Devices that are told in one go: the first ones wait for nothing. */
const PORTION = 200;
const PATIENCE = { within: 900_000, every: 100 };

/** In a rollout in phases one device in 20 fails, one in 20 is away and does not come back, one in 50 never says a word. */
const fails = (index: number) => index % 20 === 3;
const isAway = (index: number) => index % 20 === 7;
const isSilent = (index: number) => index % 50 === 11;

function outcome(index: number): Outcome {
  if (isSilent(index)) return 'silent';
  return fails(index) ? { fail: 'the flow does not start' } : 'succeed';
}

/**
 * A flow to a whole fleet of simulated devices over MQTT and TLS. First all at once, beside a bare program that does nothing
 * but update as many shadows; then in phases, with devices that fail, are away and never answer.
 */
export const fleet: Program = {
  about: 'flows to a fleet of devices, all at once and in phases',
  async run({ scale, rounds: count }, defer) {
    const devices = scale === 'full' ? Number(process.env.BENCH_FLEET ?? 5_000) : 12;
    const setting = await start(devices, defer);
    const { system, bare } = setting;
    const rows = await rounds(
      [
        { name: 'rollout', pid: system.server.pid, work: () => setting.deployAll() },
        {
          name: 'bare shadow updates',
          pid: bare.pid,
          async work() {
            await ask({ port: bare.port, path: `/${devices}`, headers: {} });
            return devices;
          },
        },
      ],
      count,
    );
    const comparisons = against(rows, 'rollout', 'bare shadow updates');
    if (scale === 'full') {
      comparisons.push({ what: 'orders given', value: await setting.dispatchRate(), unit: '/s' });
      comparisons.push(...(await inPhases(setting)));
    }
    comparisons.push(...setting.delays(), ...(await setting.weight()));
    return { unit: 'devices/s', rows, comparisons };
  },
};

type Setting = Awaited<ReturnType<typeof start>>;

async function start(count: number, defer: Defer) {
  const system = await startSystem('postgres', { env: { THINGDOCK_LOG_LEVEL: 'error' } });
  defer(() => system.stop());
  const database = new pg.Client({ connectionString: system.databaseUrl });
  await database.connect();
  defer(() => database.end());
  const { client } = system;
  const { id: projectId } = await client.call('projects.create', { body: { name: 'Bench' } });
  const connectionId = await connect(system, projectId);
  const mood = { mixed: false };
  const devices = await createKnownFleet(
    system,
    database,
    { projectId, connectionId },
    { count, outcome: (index) => (mood.mixed ? outcome(index) : 'succeed') },
  );
  defer(() => devices.crash());
  await devices.connect();
  await online(client, projectId, count, PATIENCE.within);
  pinTo('server', system.server.pid);
  const { accessKeyId, secretAccessKey } = system.aws.root;
  const args = [system.aws.endpointUrl, REGION, accessKeyId, secretAccessKey, String(AT_ONCE)];
  const bare = await startServer('bare-shadows.ts', args);
  defer(bare.stop);
  const body = { name: 'Bench', content: JSON.stringify([{ id: 'tab1', type: 'tab', label: 'Bench' }]) };
  const { id: flowId } = await client.call('flows.create', { params: { projectId }, body });
  const page = await openPage(system, projectId, defer);
  return settingOf({ system, database, projectId, connectionId, flowId, devices, bare, mood, page, count });
}

type Parts = {
  system: System;
  database: pg.Client;
  projectId: string;
  connectionId: string;
  flowId: string;
  devices: FleetSimulator;
  bare: Server;
  mood: { mixed: boolean };
  page: { delays: readonly number[] };
  count: number;
};

function settingOf(parts: Parts) {
  const { system, database, projectId, connectionId, flowId, page, count } = parts;
  let last = '';

  /** Resolves with how many devices ended how. */
  async function deploy(more: Partial<CreateDeployment>): Promise<Partial<Record<TargetState, number>>> {
    const body = { flowId, connectionId, filter: {}, ...more };
    last = (await system.client.call('deployments.create', { params: { projectId }, body })).id;
    return until(
      'the deployment to end',
      async () => {
        const found = await system.client.call('deployments.get', { params: { deploymentId: last } });
        return found.summary !== 'processing' && found.counts;
      },
      PATIENCE,
    );
  }

  return {
    ...parts,
    deploy,
    async deployAll(): Promise<number> {
      const counts = await deploy({});
      if (counts.deployed !== count) throw new Error(`not all devices have it: ${JSON.stringify(counts)}`);
      return count;
    },
    /** Of the newest deployment, between its first order and its last. */
    async dispatchRate(): Promise<number> {
      const { rows } = await database.query(
        'select extract(epoch from max(requested_at) - min(requested_at))::float8 as seconds from action_targets where action_id = $1',
        [last],
      );
      return (count - PORTION) / Number(rows[0]?.seconds);
    },
    delays: (): Comparison[] => [
      { what: 'a change reaches an open page, half of all within', value: quantile(page.delays, 0.5), unit: ' ms' },
      {
        ...{ what: 'the same, 99 % within', value: quantile(page.delays, 0.99), unit: ' ms' },
        aim: { most: 1_000 },
      },
    ],
    async weight(): Promise<Comparison[]> {
      const { rows } = await database.query(
        `select pg_database_size(current_database())::float8 / 1e6 as size, xact_commit::float8 as commits,
          (select count(*)::float8 from action_targets) as targets
          from pg_stat_database where datname = current_database()`,
      );
      const { size = 0, commits = 0, targets = 1 } = rows[0] ?? {};
      return [
        { what: 'database in the end', value: size, unit: ' MB' },
        { what: `transactions for each of ${targets} targets, all else included`, value: commits / targets },
        { what: 'peak memory of the server', value: peakBytes(system.server.pid) / 1e6, unit: ' MB' },
      ];
    },
  };
}

/** The whole story once: canaries, then 30 %, then the rest. Rejects unless every count is right. */
async function inPhases(setting: Setting): Promise<Comparison[]> {
  const { system, devices, mood, count, projectId } = setting;
  const indices = Array.from({ length: count }, (_, index) => index);
  const names = (which: (index: number) => boolean) => indices.filter(which).map(fleetName);
  const away = names(isAway);
  await devices.stop(away);
  await online(system.client, projectId, count - away.length, PATIENCE.within);
  mood.mixed = true;
  const [begin, cpu] = [performance.now(), cpuSeconds(system.server.pid)];
  const counts = await setting.deploy({
    rollout: {
      phases: [{ count: 20 }, { percent: 30 }, { percent: 70 }],
      ...{ canaries: names((index) => index % 20 === 0).slice(1, 21), stopAt: { percent: 30 } },
    },
    limits: { silenceSeconds: 60, absenceSeconds: 60, retries: 0 },
  });
  const seconds = (performance.now() - begin) / 1_000;
  const failed = names(fails).filter((name) => !names(isSilent).includes(name)).length;
  const lost = away.length + names(isSilent).length;
  const right = counts.failed === failed && counts.timed_out === lost && counts.deployed === count - failed - lost;
  if (!right) throw new Error(`the counts are not right: ${JSON.stringify(counts)}`);
  const used = cpuSeconds(system.server.pid) - cpu;
  return [
    {
      what: 'in phases, with two deadlines of 60 s after another, until every device has ended',
      value: seconds,
      unit: ' s',
    },
    { what: 'in phases, processor time of the server', value: used, unit: ' s' },
  ];
}

/**
 * Follows the live feed as an open page does. A delay counts from when the database tells its listeners of a change of a
 * deployment to when the page hears that it should look.
 */
async function openPage(system: System, projectId: string, defer: Defer): Promise<{ delays: readonly number[] }> {
  const delays: number[] = [];
  let waiting: number[] = [];
  const listener = new pg.Client({ connectionString: system.databaseUrl });
  await listener.connect();
  defer(() => listener.end());
  listener.on('notification', ({ payload = '' }) => {
    if (payload.includes('"deployment"')) waiting.push(performance.now());
  });
  await listener.query('listen thingdock_feed');
  const over = new AbortController();
  const feed = system.client.feed({ projectId, signal: over.signal });
  const reading = (async () => {
    for await (const message of feed) {
      if (message.event !== 'changes' || !message.changes.some(({ type }) => type === 'deployment')) continue;
      const now = performance.now();
      delays.push(...waiting.map((at) => now - at));
      waiting = [];
    }
  })().catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  defer(async () => {
    over.abort();
    await reading;
  });
  return { delays };
}

/** The most resident memory that a process ever had. */
function peakBytes(pid: number): number {
  const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
