import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, type Deployment, type Device } from '@thingdock/api';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { type Clock, randomIds, systemClock } from '@thingdock/effects';
import {
  createDevice,
  createDeviceKey,
  type DeviceMemory,
  type DeviceOptions,
  type SimulatedDevice,
  until,
} from '@thingdock/testkit';
import { pino } from 'pino';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/platform/config.ts';
import { openTestPostgres } from '../each-database.ts';

export const REGION = 'eu-west-1';

/** A whole server in this process, on the stand-in over real sockets, with a project and a connection. */
export type Installation = {
  readonly aws: AwsLocal;
  readonly url: string;
  /** Of the PostgreSQL, where there is one. */
  readonly databaseUrl: string | undefined;
  readonly client: Client;
  readonly projectId: string;
  /** Of the connection as it is now. */
  connectionId(): string;
  /** Moves the server's time ahead of the machine's. */
  passTime(ms: number): void;
  /** Waits until an operation has succeeded. */
  finish(operationId: string): Promise<void>;
  connect(): Promise<void>;
  /** Works with this connection from now on. */
  use(connectionId: string): void;
  deleteConnection(): Promise<void>;
  /** Makes a thing through the API and a device with its certificate. */
  addDevice(name: string, options?: Partial<DeviceOptions>, memory?: DeviceMemory): Promise<SimulatedDevice>;
  device(name: string): Promise<Device>;
  /** Waits until the API shows the device like this, for at most 20 s unless told otherwise (`within`, in milliseconds). */
  shown(name: string, wanted: Partial<Device>, patience?: { within: number }): Promise<Device>;
  createFlow(name: string, content?: string): Promise<string>;
  deploy(flowId: string, ...devices: string[]): Promise<string>;
  /** Waits until the deployment has ended, and returns it. */
  ended(deploymentId: string): Promise<Deployment & { targets: readonly { state: string; message: string | null }[] }>;
  /** Stops the server, does something without it, and starts it again at the same address with what it had stored. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
};

export const FLOW = JSON.stringify([{ id: 'tab1', type: 'tab', label: 'Hello' }]);

export type Watched = {
  /** Every line that the server logs, the most talkative level included. */
  onLog?: (line: string) => void;
  /** In place of the client's way to the server, to read along. */
  fetch?: typeof fetch;
  /** False: there is no connection yet. */
  connected?: boolean;
  /** Further settings of the server. */
  env?: Readonly<Record<string, string>>;
};

export async function startInstallation(
  kind: 'pglite' | 'postgres',
  { onLog, fetch: send, connected = true, env = {} }: Watched = {},
): Promise<Installation> {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'thingdock-fleet-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const aws = await startAwsLocal();
  stack.defer(() => aws.close());
  const postgres = kind === 'postgres' ? await openTestPostgres() : undefined;
  if (postgres) stack.defer(() => postgres.close());
  let passedMs = 0;
  const clock: Clock = { now: () => systemClock.now() + passedMs, sleep: systemClock.sleep };
  const config = readConfig(
    {
      THINGDOCK_DATA: join(folder, 'server'),
      THINGDOCK_PORT: '0',
      THINGDOCK_AWS_ENDPOINT_URL: aws.endpointUrlTls,
      THINGDOCK_AWS_CA_FILE: aws.caFile,
      THINGDOCK_AWS_MQTT: `${aws.mqttHost}:${aws.mqttPort}`,
      THINGDOCK_ADMIN_TOKEN_FILE: join(folder, 'token'),
      DATABASE_URL: postgres?.url,
      ...env,
    },
    folder,
  );
  const log = onLog
    ? pino({ level: 'trace' }, { write: onLog })
    : pino({ level: process.env.TEST_LOG ?? 'silent' }, pino.destination(2));
  let running = await compose({ config, log, clock, ids: randomIds });
  stack.defer(() => running.stop());
  const client = createClient({
    baseUrl: running.url,
    token: readFileSync(join(folder, 'token'), 'utf8').trim(),
    ...(send ? { fetch: send } : {}),
  });
  const { id: projectId } = await client.call('projects.create', { body: { name: 'Plant' } });
  const base = { aws, url: running.url, databaseUrl: postgres?.url, client, projectId };
  const fleet = fleetOf(base, stack);
  if (connected) await fleet.connect();
  return {
    ...base,
    ...fleet,
    passTime(ms) {
      passedMs += ms;
    },
    async restart(meanwhile) {
      const port = Number(new URL(running.url).port);
      await running.stop();
      await meanwhile();
      running = await compose({ config: { ...config, port }, log, clock, ids: randomIds });
    },
    stop: () => stack.disposeAsync(),
  };
}

type Base = Pick<Installation, 'aws' | 'url' | 'client' | 'projectId'>;

function fleetOf({ aws, client, projectId }: Base, stack: AsyncDisposableStack) {
  let connectionId = '';

  async function finish(operationId: string): Promise<void> {
    const operation = await until('the operation to end', async () => {
      const found = await client.call('operations.get', { params: { operationId } });
      return found.state !== 'running' && found;
    });
    if (operation.state !== 'succeeded') throw new Error(`it failed: ${operation.error?.detail}`);
  }

  async function connect(): Promise<void> {
    const { accessKeyId, secretAccessKey } = aws.demoUser;
    const endpoint = aws.iotEndpoint(REGION);
    const body = { name: 'Plant', accessKeyId, secretAccessKey, endpoint, roleArn: aws.roleArn };
    const { connection, operation } = await client.call('connections.create', { params: { projectId }, body });
    await finish(operation.id);
    connectionId = connection.id;
  }

  async function deleteConnection(): Promise<void> {
    const query = { releaseLicences: 'true' } as const;
    const { operation } = await client.call('connections.delete', { params: { connectionId }, query });
    await finish(operation.id);
  }

  async function addDevice(name: string, options: Partial<DeviceOptions> = {}, memory?: DeviceMemory) {
    const { keyPem, csrPem } = await createDeviceKey(name);
    const made = await client.call('things.create', { params: { connectionId }, body: { name, csr: csrPem } });
    const at = { thingName: name, host: made.mqttHost, port: made.mqttPort };
    const credentials = { caPem: made.caPem, certPem: made.certificatePem, keyPem };
    const device = createDevice({ ...at, ...credentials, ...options }, memory);
    stack.defer(() => device.crash());
    return device;
  }

  const device = (name: string) => client.call('devices.get', { params: { connectionId, deviceName: name } });

  return {
    connectionId: () => connectionId,
    use(id: string) {
      connectionId = id;
    },
    finish,
    connect,
    deleteConnection,
    addDevice,
    device,
    shown: (name: string, wanted: Partial<Device>, patience?: { within: number }) =>
      until(
        `${name} to be shown as ${JSON.stringify(wanted)}`,
        async () => {
          const seen = await device(name);
          const same = (Object.keys(wanted) as (keyof Device)[]).every((key) => seen[key] === wanted[key]);
          if (!same) throw new Error(JSON.stringify(seen));
          return seen;
        },
        patience,
      ),
    async createFlow(name: string, content = FLOW) {
      return (await client.call('flows.create', { params: { projectId }, body: { name, content } })).id;
    },
    async deploy(flowId: string, ...devices: string[]) {
      const body = { flowId, connectionId, devices };
      return (await client.call('deployments.create', { params: { projectId }, body })).id;
    },
    ended: (deploymentId: string) =>
      until('the deployment to end', async () => {
        const deployment = await client.call('deployments.get', { params: { deploymentId } });
        if (deployment.summary === 'processing') throw new Error(JSON.stringify(deployment.targets));
        return deployment;
      }),
  };
}
