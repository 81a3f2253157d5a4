import type { Client, Connection, Deployment, Flow, Project } from '@thingdock/api';
import type { AwsLocal } from '@thingdock/aws-local';
import { DEMO_REGION } from '../ready-file.ts';
import { helloFlow } from './flow.ts';
import { until } from './until.ts';

const NAMES = { project: 'Demo', connection: 'Local AWS', flow: 'Hello page' };

/** The demo's project; found again by its name on a later start. */
export async function ensureProject(client: Client): Promise<Project> {
  const { items } = await client.call('projects.list', {});
  return (
    items.find(({ name }) => name === NAMES.project) ??
    client.call('projects.create', { body: { name: NAMES.project } })
  );
}

/** The demo's connection, made through the API like anybody's. An attempt that was cut short is waited for first. */
export async function ensureConnection(client: Client, projectId: string, aws: AwsLocal): Promise<Connection> {
  const find = async () => (await client.call('connections.list', { params: { projectId } })).items[0];
  const known = await until('an earlier attempt to connect to end', async () => {
    const connection = await find();
    return connection === undefined || connection.state === 'active' ? { connection } : undefined;
  });
  if (known.connection) return known.connection;
  const { operation, connection } = await client.call('connections.create', {
    params: { projectId },
    body: {
      name: NAMES.connection,
      accessKeyId: aws.demoUser.accessKeyId,
      secretAccessKey: aws.demoUser.secretAccessKey,
      endpoint: aws.iotEndpoint(DEMO_REGION),
      roleArn: aws.roleArn,
    },
  });
  const ended = await until('the connection to be made', async () => {
    const seen = await client.call('operations.get', { params: { operationId: operation.id } });
    return seen.state === 'running' ? undefined : seen;
  });
  if (ended.error) throw new Error(`The demo connection could not be made: ${ended.error.detail}`);
  return client.call('connections.get', { params: { connectionId: connection.id } });
}

export async function ensureFlow(client: Client, projectId: string, deviceName: string): Promise<Flow> {
  const { items } = await client.call('flows.list', { params: { projectId } });
  const known = items.find(({ name }) => name === NAMES.flow);
  if (known) return known;
  const body = { name: NAMES.flow, content: helloFlow(deviceName), title: 'Sample' };
  return client.call('flows.create', { params: { projectId }, body });
}

/** The device runs the demo's flow, or is told to. A later deployment by the user is left alone. */
export async function ensureDeployed(
  client: Client,
  target: { projectId: string; connectionId: string; flowId: string; deviceName: string },
): Promise<void> {
  const { projectId, connectionId, flowId, deviceName } = target;
  const { items } = await client.call('deployments.list', {
    params: { projectId },
    query: { flowId, device: deviceName },
  });
  const open = items.find(({ summary }) => summary !== 'failed');
  const deployment: Pick<Deployment, 'id'> =
    open ??
    (await client.call('deployments.create', {
      params: { projectId },
      body: { flowId, connectionId, devices: [deviceName] },
    }));
  await until('the flow to be deployed', async () => {
    const { summary, targets } = await client.call('deployments.get', { params: { deploymentId: deployment.id } });
    if (summary === 'failed')
      throw new DemoFailed(`The sample flow was not deployed: ${targets[0]?.message ?? 'no reason given'}`);
    return summary === 'successful';
  });
}

export async function untilConnected(client: Client, connectionId: string, deviceName: string): Promise<void> {
  await until('the device to be connected', async () => {
    const device = await client.call('devices.get', { params: { connectionId, deviceName } });
    return device.status === 'connected';
  });
}

/** Ends the waiting at once: trying longer would not help. */
export class DemoFailed extends Error {}
