import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Connection, Operation } from '@thingdock/api';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { until } from '@thingdock/testkit';
import { sql } from 'kysely';
import { pino } from 'pino';
import { type Database, migrate, openPgliteFolder } from '../../src/platform/db/index.ts';
import { openTestPostgres } from '../each-database.ts';
import { awsObjects, NOTHING } from './aws-side.ts';
import type { CrashPlan } from './crashing-server.ts';
import {
  call,
  finished,
  insertProject,
  operationOf,
  PROJECT,
  postConnection,
  type SmallServer,
  startSmallServer,
  validBody,
} from './small-server.ts';

/** One for each change that a creation makes, so that all attempts can stand side by side. */
const REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'ca-west-1', 'sa-east-1', 'mx-central-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3'],
  ...['ap-southeast-4', 'ap-southeast-5', 'ap-south-1', 'ap-south-2', 'ap-east-1', 'me-south-1', 'me-central-1'],
  ...['af-south-1', 'il-central-1'],
];
const AT_ONCE = 3;
const SCRIPT = join(import.meta.dirname, 'crashing-server.ts');
const key = randomBytes(32);

describe('a server that is killed while it sets a connection up', () => {
  let aws: AwsLocal;
  before(async () => {
    aws = await startAwsLocal();
  });
  after(() => aws.close());

  const plan = (database: CrashPlan['database'], region: string, killAfter: number | undefined): CrashPlan => ({
    aws: { endpointUrlTls: aws.endpointUrlTls, caPem: aws.caPem, mqttHost: aws.mqttHost, mqttPort: aws.mqttPort },
    database,
    key: key.toString('base64'),
    body: { ...validBody(aws, region), name: region },
    killAfter,
  });

  test('after any change in AWS leaves nothing that the next one does not take back', {
    timeout: 170_000,
  }, async () => {
    const { database, url = '', close } = await openTestPostgres();
    await insertProject(database);
    const [spare = '', ...regions] = REGIONS;
    const whole = await run(plan({ url }, spare, undefined));
    const { state, changes } = JSON.parse(whole.output) as { state: string; changes: string[] };
    assert.equal(state, 'succeeded');
    assert.ok(changes.length <= regions.length, `more changes (${changes.length}) than regions to try them in`);

    const tried = regions.slice(0, changes.length);
    await inGroups(tried, AT_ONCE, async (region, index) => {
      const { signal } = await run(plan({ url }, region, index + 1));
      assert.equal(signal, 'SIGKILL', `the attempt was not killed after ${changes[index]}`);
    });
    const unfinished = await running(database);
    // The last change is that of the test shadow; a creation that gets so far may not be counted as done either.
    assert.equal(unfinished.length, tried.length);

    const server = await startSmallServer({ database, aws, key, timing: { leaseMs: 1_000 } });
    await expireLeases(database);
    assert.deepEqual(await listed(server), { active: [spare] }, 'something half-made is listed');
    await server.connections.start({ every: async (_name, _seconds, work) => work() });
    await until('every attempt to be taken back', async () => (await running(database)).length === 0, {
      within: 60_000,
    });
    for (const id of unfinished)
      assert.equal(
        ((await call(server, 'GET', `/api/operations/${id}`)).body as unknown as Operation).error?.code,
        'attempt_interrupted',
      );
    const failed = [...tried].sort((a, b) => (a < b ? -1 : 1));
    assert.deepEqual(await listed(server), { active: [spare], failed });
    for (const region of tried) assert.deepEqual(await awsObjects(aws, region), NOTHING, `left in ${region}`);

    await inGroups(tried, AT_ONCE, async (region) => {
      const answer = await postConnection(server, { ...validBody(aws, region), name: region });
      const operation = await finished(server, operationOf(answer));
      assert.equal(operation.state, 'succeeded', JSON.stringify(operation));
    });
    assert.deepEqual(Object.keys(await listed(server)), ['active'], 'an attempt that was made good is still shown');
    await server.stop();
    await close();
  });

  test('on the embedded database is cleaned up after as soon as the next one starts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'thingdock-crash-'));
    const log = pino({ level: 'silent' });
    const first = await openPgliteFolder(folder);
    await migrate(first, log);
    await insertProject(first);
    await first.close();
    const region = 'eu-isolated-1';
    const { signal } = await run(plan({ folder }, region, 14));
    assert.equal(signal, 'SIGKILL');
    assert.notDeepEqual(await awsObjects(aws, region), NOTHING);

    const database = await openPgliteFolder(folder);
    const server = await startSmallServer({ database, aws, key });
    await server.connections.start({ every: async () => {} });
    await server.tasks.idle();
    assert.deepEqual(await awsObjects(aws, region), NOTHING);
    assert.deepEqual(await listed(server), { failed: [region] });
    await server.stop();
    await database.close();
    rmSync(folder, { recursive: true });
  });
});

/** Names of the connections that are listed, by state. */
async function listed(server: SmallServer): Promise<Record<string, string[]>> {
  const { body } = await call(server, 'GET', `/api/projects/${PROJECT}/connections`);
  const states: Record<string, string[]> = {};
  for (const { name, state } of body.items as Connection[]) states[state] = [...(states[state] ?? []), name].sort();
  return states;
}

async function running(database: Database): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from operations where state = 'running'`.execute(database.root);
  return rows.map(({ id }) => id);
}

/** As if the time had passed for which a silent process is given the benefit of the doubt. */
async function expireLeases(database: Database): Promise<void> {
  await sql`update operations set lease_until = created_at where state = 'running'`.execute(database.root);
}

async function run(crashPlan: CrashPlan): Promise<{ output: string; signal: NodeJS.Signals | null }> {
  const child: ChildProcess = spawn(process.execPath, [SCRIPT], {
    env: { ...process.env, CRASH_PLAN: JSON.stringify(crashPlan) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { output, signal };
}

async function inGroups<T>(items: readonly T[], size: number, work: (item: T, index: number) => Promise<void>) {
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: size }, worker));
}
