import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateDeployment, Device, Target } from '@thingdock/api';
import { until } from '@thingdock/testkit';
import type { DatabaseKind } from '../system/databases.ts';
import type { Program } from '../system/program.ts';
import { connect, type System, startSystem } from '../system/system.ts';

export const GATEWAY = 'gateway-1';
/** A busy machine starts Node-RED slowly; a device that fails says so long before. */
const PATIENCE = { within: 120_000 };

/** A project with one connection and a device, whose agent is a process of its own. */
export type Plant = {
  readonly system: System;
  readonly projectId: string;
  readonly connectionId: string;
  /** Folder of the device: its configuration and all that its agent keeps. */
  readonly device: string;
  readonly configFile: string;
  readonly agent: Program;
  /** Starts the agent and waits until it is seen. */
  startAgent(env?: NodeJS.ProcessEnv): Promise<void>;
  /** Ends the agent and waits until it is seen as gone. */
  endAgent(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  show(): Promise<Device>;
  /** Makes a thing whose agent never connects. */
  addThing(name: string): Promise<void>;
  /** Uploads a flow, or its next version when the name is known; resolves with its id. */
  upload(name: string, content: string, more?: FlowParts): Promise<string>;
  /** Asks for something, of the device unless others are named; resolves with the id of the deployment. */
  ask(wanted: Omit<CreateDeployment, 'connectionId'>): Promise<string>;
  cancel(deploymentId: string): Promise<void>;
  /** The device as a target. */
  target(deploymentId: string, device?: string): Promise<Target>;
  /** Waits until a target is in a state that is not the last. */
  reaches(deploymentId: string, state: Target['state']): Promise<Target>;
  /** Waits until it is known that the device has to come back first. */
  isAwaited(deploymentId: string): Promise<Target>;
  /** Waits for the end of a deployment; resolves with the state and the message of the device. */
  end(deploymentId: string): Promise<Pick<Target, 'state' | 'message'>>;
  /** Asks, and waits until the device has it. */
  have(wanted: Omit<CreateDeployment, 'connectionId'>): Promise<void>;
};

type FlowParts = { packages?: Record<string, string>; credentials?: Record<string, Record<string, string>> };

export async function startPlant(database: DatabaseKind): Promise<Plant> {
  const system = await startSystem(database);
  const { client, cli } = system;
  const { id: projectId } = await cli.json<{ id: string }>('projects', 'create', '--name', 'Plant North');
  const connectionId = await connect(system, projectId);
  const device = join(system.folder, GATEWAY);
  const configFile = join(device, 'config.json');
  const addThing = async (name: string) => {
    const folder = join(system.folder, name);
    await cli.json('things', 'create', name, '--connection', connectionId, '--out', folder);
  };
  await addThing(GATEWAY);
  const flows = new Map<string, string>();
  let agent: Program;

  const show = () => client.call('devices.get', { params: { connectionId, deviceName: GATEWAY } });
  const seen = (status: Device['status']) =>
    until(`the device to be ${status}`, async () => (await show()).status === status, PATIENCE);
  const target = async (deploymentId: string, name = GATEWAY) => {
    const { targets } = await client.call('deployments.get', { params: { deploymentId } });
    const found = targets.find((each) => each.device === name);
    if (!found) throw new Error(`the deployment has no target ${name}`);
    return found;
  };

  const plant: Plant = {
    ...{ system, projectId, connectionId, device, configFile, show, target, addThing },
    get agent() {
      return agent;
    },
    async startAgent(env) {
      agent = await system.startAgent(configFile, { ...trusted(), ...env });
      await seen('connected');
    },
    async endAgent(signal) {
      agent.kill(signal);
      await agent.ended;
      await seen('disconnected');
    },
    async upload(name, content, more = {}) {
      const flowId = flows.get(name);
      const body = { content, ...more };
      if (flowId) await client.call('flows.version', { params: { flowId }, body });
      const id = flowId ?? (await client.call('flows.create', { params: { projectId }, body: { name, ...body } })).id;
      flows.set(name, id);
      return id;
    },
    async ask(wanted) {
      const body = { ...(wanted.filter ? {} : { devices: [GATEWAY] }), ...wanted, connectionId };
      return (await client.call('deployments.create', { params: { projectId }, body })).id;
    },
    async cancel(deploymentId) {
      await client.call('deployments.command', { params: { deploymentId }, body: { command: 'cancel' } });
    },
    reaches: (deploymentId, state) =>
      until(
        `the target to be ${state}`,
        async () => {
          const now = await target(deploymentId);
          return now.state === state && now;
        },
        PATIENCE,
      ),
    isAwaited: (deploymentId) =>
      until('the target to wait for its device', async () => {
        const now = await target(deploymentId);
        return now.waitsFor === 'offline' && now;
      }),
    async end(deploymentId) {
      const params = { deploymentId };
      const over = async () => (await client.call('deployments.get', { params })).summary !== 'processing';
      await until(`the deployment to end\n${agent.output()}`, over, PATIENCE);
      const { state, message } = await target(deploymentId);
      return { state, message };
    },
    async have(wanted) {
      const ended = await plant.end(await plant.ask(wanted));
      if (ended.state !== 'deployed') throw new Error(`it ended ${ended.state}: ${ended.message}`);
    },
  };
  return plant;
}

/** Where the machine reaches npm's registry only through a proxy that shows a certificate of its own, a device does, too. */
function trusted(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS } = process.env;
  return NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS } : {};
}

/** Writes a text file into the folder of the system and returns its path. */
export function putFile({ folder }: System, name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}
