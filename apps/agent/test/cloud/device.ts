import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import type { TestContext } from 'node:test';
import { until } from '@thingdock/testkit';
import { type AgentProcess, startAgent } from './agent-process.ts';
import { startCloud, type TestCloud } from './cloud.ts';
import { pageFlow } from './flows.ts';
import { type TestIot, type Thing, writeConfigFolder } from './iot.ts';

/** Waits long enough for a busy machine; a test that goes well waits for seconds at most. */
export const eventually = <T>(what: string, check: () => T | Promise<T>) => until(what, check, { within: 60_000 });

export type Device = { cloud: TestCloud; thing: Thing; folder: string; config: string; start(): AgentProcess };

/** A device with its config folder and its cloud; whatever runs of it at the end of the test is ended. */
export async function newDevice(
  t: TestContext,
  iot: TestIot,
  name: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Device> {
  const thing = await iot.createThing(name);
  const { folder, config } = await writeConfigFolder(iot, thing);
  const cloud = await startCloud(thing.name, iot);
  const running: AgentProcess[] = [];
  t.after(async () => {
    for (const agent of running)
      if (agent.child.exitCode === null && !agent.child.signalCode) await agent.end('SIGTERM');
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });
  const start = () => {
    const agent = startAgent(config, folder, env);
    running.push(agent);
    return agent;
  };
  return { cloud, thing, folder, config, start };
}

/** Starts the agent and takes it as far as a running flow. */
export async function runningDevice(
  t: TestContext,
  iot: TestIot,
  name: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Device & { agent: AgentProcess }> {
  const made = await newDevice(t, iot, name, env);
  const agent = made.start();
  await made.cloud.register();
  // The shadow has one slot: a second message would replace this one before the device came.
  await eventually('the device is registered', () => made.cloud.authRequests.length > 0);
  await made.cloud.deploy('page', 'u-1', pageFlow('/hello', 'one'));
  await deployed(made.cloud, agent, 'u-1');
  return { ...made, agent };
}

export async function deployed(cloud: TestCloud, agent: AgentProcess, updateId: string): Promise<void> {
  await eventually(`flow ${updateId} deployed`, () => {
    const report = cloud.twin.flow();
    if (report?.updateId === updateId && report.state === 'deployFail')
      assert.fail(`${report.message}\n${agent.stderr()}`);
    return report?.updateId === updateId && report.state === 'deployed';
  });
}

export async function get(agent: AgentProcess, path: string): Promise<string> {
  const { nodeRedUrl } = await agent.runtime();
  const answer = await fetch(new URL(path, nodeRedUrl));
  return answer.ok ? await answer.text() : `HTTP ${answer.status}`;
}

export const shows = (agent: AgentProcess, path: string, text: string) =>
  eventually(`the page ${path} says "${text}"`, async () => (await get(agent, path)) === text);
