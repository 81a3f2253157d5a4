import { randomBytes } from 'node:crypto';
import type { Operation } from '@thingdock/api';
import type { AwsLocal } from '@thingdock/aws-local';
import { type Clock, randomIds, systemClock } from '@thingdock/effects';
import { until } from '@thingdock/testkit';
import { sql } from 'kysely';
import { pino } from 'pino';
import { type AwsConnectorDeps, type ConnectAws, createAwsConnector } from '../../src/aws/index.ts';
import { createConnections, type Timing } from '../../src/connections/index.ts';
import { createBus } from '../../src/events/index.ts';
import { createInbox, type InboxDeps } from '../../src/inbox/index.ts';
import { type Counters, createCounters } from '../../src/platform/counters.ts';
import { createEnvelope } from '../../src/platform/crypto/envelope.ts';
import type { Database } from '../../src/platform/db/index.ts';
import {
  closeHttpServer,
  createHttpServer,
  type Handlers,
  registerRoutes,
  type SignedIn,
} from '../../src/platform/http/index.ts';
import { createTasks } from '../../src/platform/tasks.ts';

export const REGION = 'eu-west-1';
export const PROJECT = 'project-1';

/** Shorter waits than in production, where AWS takes longer than the stand-in on the same machine. */
export const QUICK: Partial<Timing> = {
  confirmMs: 10_000,
  probeMs: 10_000,
  probeAgainMs: 1_000,
  checkAgainMs: 50,
};

export type Options = {
  database: Database;
  aws: AwsLocal;
  timing?: Partial<Timing>;
  clock?: Clock;
  /** What AWS's own time is compared with, where `clock` runs too fast for that. */
  awsClock?: Clock;
  /** Wraps the real connector, to watch calls or to break them. */
  wrapAws?: (connect: ConnectAws) => ConnectAws;
  key?: Buffer;
  /** Base of the webhook's URL; by default where the server listens. */
  publicUrl?: URL;
  /** As on AWS itself: no stand-in is known. */
  notLocal?: boolean;
  /** Of the names in AWS. */
  prefix?: string;
  user?: Partial<SignedIn>;
  /** Projects that the caller may see. */
  projects?: ReadonlySet<string>;
  /** Told of every call to AWS as `aws.calls.ACTION`, before it goes out. */
  counters?: Counters;
  patience?: AwsConnectorDeps['patience'];
  receivers?: Partial<Pick<InboxDeps, 'devices' | 'agents' | 'deployments'>>;
};

export type SmallServer = Awaited<ReturnType<typeof startSmallServer>>;

/** Connections and inbox behind a real HTTP server, on the stand-in over real sockets. The other features are recorders. */
export async function startSmallServer(options: Options) {
  const { database, aws } = options;
  const { clock = systemClock } = options;
  const ids = randomIds;
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' }, pino.destination(2));
  const tasks = createTasks(log);
  const { counters = createCounters(), patience } = options;
  const bus = createBus(tasks);
  const local = localOf(aws);
  const config = {
    awsPrefix: options.prefix ?? 'enebular',
    healthSeconds: 3_600,
    local: options.notLocal ? undefined : local,
  };
  const awsClock = options.awsClock ?? clock;
  const connect = createAwsConnector({ local, clock: awsClock, counters, ...(patience ? { patience } : {}) });
  const connectAws = options.wrapAws?.(connect) ?? connect;
  let origin = new URL('http://127.0.0.1:1');
  const publicUrl = () => options.publicUrl ?? origin;
  const platform = { database, clock, ids, log, tasks, counters, bus, config, publicUrl };
  const connections = createConnections({
    licences: { dependents: async () => ({ count: 0, names: [] }), release: async () => {} },
    ...platform,
    connectAws,
    envelope: createEnvelope([options.key ?? randomBytes(32)]),
    projectsOf: async () => options.projects,
    timing: { ...QUICK, ...options.timing },
  });
  const inbox = createInbox({ ...platform, ...recorders, ...options.receivers, connections });

  const server = createHttpServer({ log, ids, publicUrl });
  const user: SignedIn = { userId: 'u1', name: 'Ada', email: 'ada@example.com', administrator: false, ...options.user };
  registerRoutes(server, connections.routes as Handlers, {
    signedIn: async () => user,
    enter: async (_route, { params }) => {
      const { projectId = PROJECT } = params as { projectId?: string };
      return { user, projectId, role: 'owner' };
    },
  });
  inbox.register(server);
  origin = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));

  return {
    url: origin,
    database,
    connections,
    counters,
    tasks,
    bus,
    async stop() {
      await tasks.stop();
      await this.abandon();
    },
    /** Lets go of sockets without waiting for work that hangs for ever by a test's doing. */
    async abandon() {
      await closeHttpServer(server);
      connections.close();
    },
  };
}

/** Stand for the features above, of which these tests ask nothing. */
const recorders: Pick<InboxDeps, 'devices' | 'agents' | 'deployments'> = {
  devices: {
    takePresence: async () => ({ outcome: 'stale' as const, began: false, ended: false }),
    takeStatusPush: async () => ({ outcome: 'applied' }),
    known: async (_executor, _connection, names) => new Set(names),
    discover: async () => {},
  },
  agents: {
    applyFrames: async (_tx, _connection, frames) =>
      frames.map(({ thingName }) => ({ thingName, reports: [], look: false })),
    act: async () => {},
  },
  deployments: { applyReports: async () => {} },
};

export const localOf = (aws: AwsLocal) => ({
  endpointUrl: new URL(aws.endpointUrlTls),
  caPem: aws.caPem,
  mqttHost: aws.mqttHost,
  mqttPort: aws.mqttPort,
});

export async function insertProject(database: Database, id = PROJECT): Promise<void> {
  await sql`insert into projects (id, name, created_at) values (${id}, ${id}, now())`.execute(database.root);
}

/** A body that creates a connection with the stand-in's demo user. */
export const validBody = (aws: AwsLocal, region = REGION) => ({
  name: 'My AWS',
  accessKeyId: aws.demoUser.accessKeyId,
  secretAccessKey: aws.demoUser.secretAccessKey,
  endpoint: aws.iotEndpoint(region),
  roleArn: aws.roleArn,
});

export type Answer = { status: number; body: Record<string, unknown> & { code?: string } };

export async function call(server: { url: URL }, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(new URL(path, server.url), {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

export const postConnection = (server: { url: URL }, body: unknown, project = PROJECT): Promise<Answer> =>
  call(server, 'POST', `/api/projects/${project}/connections`, body);

/** The operation that an answer names; throws what was answered instead. */
export function operationOf({ status, body }: Answer): Operation {
  if (status !== 202) throw new Error(`Answered ${status} instead of 202: ${JSON.stringify(body)}`);
  return body.operation as Operation;
}

/** Waits for an operation to end, one way or the other. */
export function finished(server: { url: URL }, { id }: Pick<Operation, 'id'>): Promise<Operation> {
  return until(
    'the operation to end',
    async () => {
      const { body } = await call(server, 'GET', `/api/operations/${id}`);
      const operation = body as unknown as Operation;
      return operation.state === 'running' ? undefined : operation;
    },
    { within: 60_000 },
  );
}
