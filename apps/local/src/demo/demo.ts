import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@thingdock/api';
import type { AwsLocal } from '@thingdock/aws-local';
import { type Child, startChild } from '../child.ts';
import type { RunningServer } from '../server.ts';
import { createDevice } from './device.ts';
import { PAGE_PATH } from './flow.ts';
import { ensureConnection, ensureDeployed, ensureFlow, ensureProject, untilConnected } from './resources.ts';
import { until } from './until.ts';

export type Demo = {
  projectId: string;
  connectionId: string;
  deviceName: string;
  deviceConfig: string;
  agent: Child;
  /** The sample page on the device's Node-RED. */
  pageUrl: string;
};

type Say = (line: string) => void;

const DEVICE = 'demo-gateway';

/** A project, a connection and a device that runs a flow, all made through the API. A later start finds them again. */
export async function startDemo(aws: AwsLocal, server: RunningServer, dataDir: string, say: Say): Promise<Demo> {
  const client = createClient({ baseUrl: server.url, token: server.token });
  const { id: projectId } = await ensureProject(client);
  say('Connecting the local AWS account …');
  const { id: connectionId } = await ensureConnection(client, projectId, aws);
  const folder = join(dataDir, 'device');
  const deviceConfig = await createDevice(server, { name: DEVICE, connectionId, folder });

  say('Starting the demo device with Node-RED …');
  const agent = startChild({
    name: 'agent',
    program: 'apps/agent/src/main.ts',
    args: ['--config', deviceConfig],
    logDir: join(dataDir, 'logs'),
  });
  try {
    const pageUrl = await bringUp();
    return { projectId, connectionId, deviceName: DEVICE, deviceConfig, agent, pageUrl };
  } catch (error) {
    await agent.stop();
    throw error;
  }

  async function bringUp(): Promise<string> {
    const failed = agent.ended.then(() => {
      throw new Error(`The demo device's agent ended. Its log: ${agent.logFile}`);
    });
    const work = async () => {
      await untilConnected(client, connectionId, DEVICE);
      say('Deploying the sample flow …');
      const flow = await ensureFlow(client, projectId, DEVICE);
      await ensureDeployed(client, { projectId, connectionId, flowId: flow.id, deviceName: DEVICE });
      return untilServed(join(folder, 'runtime.json'));
    };
    const done = work();
    // Whichever loses the race must not end the process as an unhandled rejection.
    for (const promise of [failed, done]) promise.catch(() => {});
    return Promise.race([done, failed]);
  }
}

/** The address of the sample page, once it answers. The agent says in its runtime file where Node-RED listens. */
async function untilServed(runtimeFile: string): Promise<string> {
  return until('the sample page to answer', async () => {
    const text = await readFile(runtimeFile, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const { nodeRedUrl } = JSON.parse(text) as { nodeRedUrl?: string };
    if (!nodeRedUrl) return undefined;
    const page = new URL(PAGE_PATH, nodeRedUrl).href;
    const answer = await fetch(page).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.ok ? page : undefined;
  });
}
