import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@thingdock/api';
import { type AwsLocal, type AwsLocalOptions, startAwsLocal } from '@thingdock/aws-local';
import { type Cli, createCli } from './cli.ts';
import { type DatabaseKind, databaseSettings } from './databases.ts';
import type { LoadBalancer } from './load-balancer.ts';
import { type Program, startProgram, stopProgram } from './program.ts';

export const REGION = 'eu-west-1';

/** A whole installation in processes of its own: stand-in, server, and as many agents as a test starts. */
export type System = {
  readonly aws: AwsLocal;
  readonly folder: string;
  readonly url: string;
  /** Of the PostgreSQL, where there is one. */
  readonly databaseUrl: string | undefined;
  /** The one-time link of the first administrator. */
  readonly setupUrl: string;
  readonly client: Client;
  readonly cli: Cli;
  readonly server: Program;
  /** Starts the server again on the same data and the same port, after it was stopped or killed. */
  restartServer(): Promise<void>;
  /** Starts another server on the same data, at an address of its own. */
  startSecondServer(): Promise<SecondServer>;
  /** With further settings of the process, where a test has some. */
  startAgent(configFile: string, env?: NodeJS.ProcessEnv): Promise<Program>;
  stop(): Promise<void>;
};

export type SecondServer = { readonly server: Program; readonly client: Client };

type Ready = { url: string; setupUrl: string };

export type SystemOptions = {
  /** Further settings of the server. */
  env?: Readonly<Record<string, string>>;
  aws?: Pick<AwsLocalOptions, 'snsRetrySpeed'>;
  /** Another PostgreSQL than that of the tests. */
  postgres?: string;
  /** AWS and devices reach the servers through it. */
  balancer?: LoadBalancer;
};

export async function startSystem(database: DatabaseKind, options: SystemOptions = {}): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'thingdock-system-'));
  const aws = await startAwsLocal({ dataDir: join(folder, 'aws'), ...options.aws });
  const databaseUrl = (await databaseSettings(database, options.postgres)).DATABASE_URL;
  const settings = {
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    THINGDOCK_DATA: join(folder, 'server'),
    THINGDOCK_AWS_ENDPOINT_URL: aws.endpointUrlTls,
    THINGDOCK_AWS_CA_FILE: aws.caFile,
    THINGDOCK_AWS_MQTT: `${aws.mqttHost}:${aws.mqttPort}`,
    THINGDOCK_ADMIN_TOKEN_FILE: join(folder, 'token'),
    ...(options.balancer ? { THINGDOCK_PUBLIC_URL: options.balancer.url } : {}),
    ...options.env,
  };
  const start = (port: string) => startProgram('apps/server/src/main.ts', [], { ...settings, THINGDOCK_PORT: port });
  let server = start('0');
  const { url, setupUrl } = await server.message<Ready>();
  options.balancer?.add(url);
  const token = readFileSync(settings.THINGDOCK_ADMIN_TOKEN_FILE, 'utf8').trim();
  const programs: Program[] = [];

  return {
    aws,
    folder,
    url,
    databaseUrl,
    setupUrl,
    client: createClient({ baseUrl: url, token }),
    cli: createCli(url, token),
    get server() {
      return server;
    },
    async restartServer() {
      await server.ended;
      server = start(new URL(url).port);
      await server.message<Ready>();
    },
    async startSecondServer() {
      const { THINGDOCK_ADMIN_TOKEN_FILE: _, ...shared } = settings;
      const second = startProgram('apps/server/src/main.ts', [], { ...shared, THINGDOCK_PORT: '0' });
      programs.push(second);
      const { url: baseUrl } = await second.message<Ready>();
      options.balancer?.add(baseUrl);
      return { server: second, client: createClient({ baseUrl, token }) };
    },
    async startAgent(configFile, env) {
      const agent = startProgram('apps/agent/src/main.ts', ['--config', configFile], env);
      programs.push(agent);
      return agent;
    },
    async stop() {
      await Promise.all(programs.map(stopProgram));
      await stopProgram(server);
      await aws.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Creates a connection of the stand-in's demo user through the command line and returns its id. */
export async function connect(
  system: System,
  projectId: string,
  options: { name?: string; region?: string } = {},
): Promise<string> {
  const { aws, cli } = system;
  const connection = await cli.json<{ id: string }>(
    ...['connections', 'create', '--project', projectId, '--name', options.name ?? 'Plant'],
    ...['--access-key-id', aws.demoUser.accessKeyId, '--secret-access-key', aws.demoUser.secretAccessKey],
    ...['--endpoint', aws.iotEndpoint(options.region ?? REGION), '--role-arn', aws.roleArn],
  );
  return connection.id;
}
