import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { helloFlow } from '../system/flow.ts';
import { connect, type System } from '../system/system.ts';
import { setUp, untilQuiet } from './console.ts';
import { fillFleet } from './fleet.ts';

/** A screen of the console: its name, its path once there is something to show on it, and a text that says that it is all there. */
export type Screen = { name: string; path: string; shows?: string };

/** What the screens show: a project with a fleet, and an empty one. */
export type Content = {
  projectId: string;
  connectionId: string;
  flowId: string;
  deploymentId: string;
  emptyId: string;
};

/** Fills an installation: a connection with `devices` things, a flow in two versions, deployments, and an empty project. */
export async function fill(system: System, devices: number): Promise<Content> {
  await setUp(system);
  const { client, aws } = system;
  const { id: emptyId } = await client.call('projects.create', { body: { name: 'Plant South' } });
  const { id: projectId } = await client.call('projects.create', { body: { name: 'Plant North' } });
  const connectionId = await connect(system, projectId, { name: 'Osaka line' });
  const names = await fillFleet(aws, devices);
  await client.call('devices.sync', { params: { connectionId } });
  const flow = await client.call('flows.create', {
    params: { projectId },
    body: { name: 'line-monitor', content: helloFlow('one'), title: 'First', comment: 'Counts bottles on line 3.' },
  });
  await client.call('flows.version', {
    params: { flowId: flow.id },
    body: { content: helloFlow('two'), title: 'Night shift', comment: 'Reports every minute between 22:00 and 6:00.' },
  });
  const deployment = await client.call('deployments.create', {
    params: { projectId },
    body: { flowId: flow.id, connectionId, devices: names.slice(0, Math.max(1, Math.floor(devices / 4))) },
  });
  return { projectId, connectionId, flowId: flow.id, deploymentId: deployment.id, emptyId };
}

/** Every screen that a signed-in person can open. */
export function signedInScreens({ projectId, connectionId, flowId, deploymentId, emptyId }: Content): Screen[] {
  const at = (...parts: string[]) => join('/p', projectId, ...parts);
  const empty = (...parts: string[]) => join('/p', emptyId, ...parts);
  return [
    { name: 'devices', path: at('devices') },
    { name: 'devices-selected', path: at('devices?selected=gw-osaka-001,gw-osaka-003&name=osaka') },
    { name: 'device', path: at('devices', connectionId, 'gw-osaka-002') },
    { name: 'device-log', path: at('devices', connectionId, 'gw-osaka-002', 'log'), shows: 'No line matches.' },
    { name: 'licences', path: at('licences'), shows: 'Issued' },
    { name: 'activity', path: at('activity'), shows: 'A licence was registered' },
    { name: 'flows', path: at('flows') },
    { name: 'flow', path: at('flows', flowId) },
    { name: 'deployments', path: at('deployments') },
    { name: 'deployment', path: at('deployments', deploymentId) },
    { name: 'deploy', path: at(`deploy?flow=${flowId}&selected=gw-osaka-001,gw-osaka-002,gw-osaka-003`) },
    { name: 'connections', path: at('connections') },
    { name: 'connection', path: at('connections', connectionId), shows: 'Access keys' },
    { name: 'create-connection', path: at('connections/new') },
    { name: 'new-project', path: '/new-project' },
    { name: 'nothing-here', path: at('nowhere') },
    { name: 'empty-devices', path: empty('devices') },
    { name: 'empty-licences', path: empty('licences') },
    { name: 'empty-activity', path: empty('activity') },
    { name: 'empty-flows', path: empty('flows') },
    { name: 'empty-deployments', path: empty('deployments') },
    { name: 'empty-connections', path: empty('connections') },
    { name: 'empty-deploy', path: empty('deploy') },
    { name: 'error', path: at('flows', 'no-such-flow'), shows: 'The flow could not be loaded' },
  ];
}

/** Opens a screen anew and waits until all of it is there and nothing moves any more. */
export async function openScreen(page: Page, origin: string, { path, shows }: Omit<Screen, 'name'>): Promise<void> {
  await page.goto('about:blank');
  await page.goto(new URL(path, origin).href);
  await page.getByRole('heading').first().waitFor();
  if (shows) await page.getByText(shows).first().waitFor();
  await untilQuiet(page);
}
