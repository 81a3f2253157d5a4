import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateThingCommand, IoTClient } from '@aws-sdk/client-iot';
import { PGlite } from '@electric-sql/pglite';
import type { AwsLocal } from '@thingdock/aws-local';
import { startPostgres } from '@thingdock/testkit';
import pg from 'pg';
import { findWebhook, statusMessage } from '../../e2e/status/webhook.ts';
import { databaseSettings } from '../../e2e/system/databases.ts';
import { stopProgram } from '../../e2e/system/program.ts';
import { connect, REGION, type System, startSystem } from '../../e2e/system/system.ts';
import { postAll, quantile, type Target } from '../http/posts.ts';
import { pinTo } from '../measure/process-usage.ts';
import { against } from '../measure/result.ts';
import { rounds } from '../measure/rounds.ts';
import { startServer } from '../servers/child.ts';
import type { Defer, Program } from './program.ts';

const CONNECTIONS = 256;

/**
 * Status messages as SNS posts them, to the whole server on PostgreSQL and on the embedded database: signature, decision,
 * device, timeline and event, committed before the answer. Beside it the least that this can cost. Commits reach the disk.
 */
export const status: Program = {
  about: 'status messages, verified and committed before the answer',
  async run({ scale, rounds: count }, defer) {
    const [devices, each] = scale === 'full' ? [5_000, 20_000] : [20, 60];
    const postgres = await startPostgres({ durable: true });
    defer(postgres.stop);
    const ours = await startFleet({ postgres: postgres.url }, { devices, each, sets: count + 3 }, defer);
    // The same server on another database: that it works is what the tests are for.
    const embedded =
      scale === 'full' &&
      (await startFleet('embedded', { devices: devices / 5, each: each / 5, sets: count + 2 }, defer));
    const bare = await startBare(ours, postgres.url, defer);
    const rows = await rounds(
      [
        { name: 'server', pid: ours.pid, work: () => ours.post(ours.target) },
        { name: 'bare ingest', pid: bare.pid, work: () => ours.post(bare.target, 'again') },
        ...(embedded
          ? [{ name: 'server on PGlite', pid: embedded.pid, work: () => embedded.post(embedded.target) }]
          : []),
      ],
      count,
    );
    const half = (rows[0]?.perSecond[1] ?? 1) / 2;
    const latencies = await ours.paced(1_000 / half);
    const latency = (share: number) => ({
      what: `latency at half load (${Math.round(half)}/s), ${share * 100} % within`,
      value: quantile(latencies, share),
      unit: ' ms',
    });
    return {
      unit: 'messages/s',
      rows,
      comparisons: [...against(rows, 'server', 'bare ingest', 0.5), latency(0.5), latency(0.99)],
    };
  },
};

type Size = { devices: number; each: number /** How many portions are signed. */; sets: number };

/** A server with a connection, its devices, and portions of signed messages: in each all devices come and go in turns. */
async function startFleet(database: 'embedded' | { postgres: string }, size: Size, defer: Defer) {
  const system = await (database === 'embedded' ? startSystem('pglite') : startSystem('postgres', database));
  defer(() => system.stop());
  const { id: projectId } = await system.client.call('projects.create', { body: { name: 'Bench' } });
  const connectionId = await connect(system, projectId);
  await createThings(system, size.devices);
  await system.client.call('devices.sync', { params: { connectionId } });
  const { url, topicArn } = await findWebhook(system.aws);
  const portions = signPortions(system.aws, topicArn, size);
  const target: Target = { port: Number(url.port), path: url.pathname };
  // The first words of the devices, with which they get their licences.
  await postAll(target, portions[0] ?? [], { connections: CONNECTIONS });
  await authenticateAll(system);
  pinTo('server', system.server.pid);
  let used = 0;
  const portion = (which?: 'again') => {
    if (!which) used += 1;
    return portions[used] ?? [];
  };
  return {
    ...{ aws: system.aws, pid: system.server.pid, target },
    /** `again`: what the one before posted, to another server. */
    async post(to: Target, which?: 'again'): Promise<number> {
      const bodies = portion(which);
      await postAll(to, bodies, { connections: CONNECTIONS });
      return bodies.length;
    },
    paced: (pauseMs: number) => postAll(target, portion(), { connections: CONNECTIONS, pauseMs }),
    certificateUrl: String((JSON.parse(String(portions[0]?.[0])) as Record<string, string>).SigningCertURL),
  };
}

async function createThings({ aws }: System, count: number): Promise<void> {
  const iot = new IoTClient({ endpoint: aws.endpointUrl, region: REGION, credentials: aws.root });
  for (let index = 0; index < count; index += 1)
    await iot.send(new CreateThingCommand({ thingName: `bench-${index}` }));
  iot.destroy();
}

/**
 * As in a fleet at work every device has authenticated, so that nothing is owed to it when it comes back. Agents do that over
 * minutes; here it is written down while the server is not running.
 */
async function authenticateAll(system: System): Promise<void> {
  await stopProgram(system.server);
  await runSql(
    system,
    `insert into agents (wire_id, thing_name, heard_at, heard_connection_id, told_licence, told_until)
      select wire_id, thing_name, now(), connection_id, id, now() + interval '20 hours' from licences
      on conflict (wire_id, thing_name) do update set heard_at = excluded.heard_at, told_until = excluded.told_until,
        heard_connection_id = excluded.heard_connection_id, told_licence = excluded.told_licence, attempts = 0, asked_at = null, due_at = null`,
  );
  await system.restartServer();
}

async function runSql({ databaseUrl, folder }: System, text: string): Promise<void> {
  if (databaseUrl === undefined) {
    const pglite = await PGlite.create(join(folder, 'server/database/pglite'));
    await pglite.exec(text);
    return pglite.close();
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(text);
  await client.end();
}

function signPortions(aws: AwsLocal, topicArn: string, { devices, each, sets }: Size): Buffer[][] {
  const begin = Date.now();
  return Array.from({ length: sets }, (_, set) =>
    Array.from({ length: each }, (_, index) => {
      const serial = set * each + index;
      const turn = Math.floor(serial / devices);
      const word = {
        ...{ thingName: `bench-${serial % devices}`, version: turn + 2, at: begin + turn },
        ...{ connected: turn % 2 === 0, own: true },
      };
      return Buffer.from(aws.signNotification({ topicArn, message: statusMessage(word) }));
    }),
  );
}

type Signed = { aws: AwsLocal; certificateUrl: string };

async function startBare({ aws, certificateUrl }: Signed, postgres: string, defer: Defer) {
  const folder = mkdtempSync(join(tmpdir(), 'thingdock-bench-'));
  defer(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'certificate.pem');
  writeFileSync(file, await read(new URL(certificateUrl), aws.caPem));
  const { DATABASE_URL = '' } = await databaseSettings('postgres', postgres);
  const server = await startServer('bare-ingest.ts', [DATABASE_URL, file]);
  defer(server.stop);
  return { pid: server.pid, target: { port: server.port, path: '/' } };
}

function read(url: URL, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ca }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end();
  });
}
