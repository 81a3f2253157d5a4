// `npm run screenshots [-- FOLDER]`: a picture of every screen, light, dark and on a phone, taken from a whole
// installation with 200 devices. They go to FOLDER, by default .data/screenshots.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { until } from '@thingdock/testkit';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type ConsoleRun, startConsole, untilQuiet } from '../console/console.ts';
import { type Content, fill, openScreen, type Screen, signedInScreens } from '../console/screens.ts';
import type { System } from '../system/system.ts';
import { takeConnections } from './connections.ts';
import { takeDeployments } from './deployments.ts';
import { takeDevices } from './devices.ts';

const DEVICES = 200;

const LOOKS: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
};

const folder = resolve(process.env.INIT_CWD ?? process.cwd(), process.argv[2] ?? '.data/screenshots');
mkdirSync(folder, { recursive: true });
const run = await startConsole();
try {
  await takeConnections(folder, LOOKS);
  await takeDevices(folder, LOOKS);
  await takeDeployments(folder, LOOKS);
  await picture(await run.open(), 'set-up-light', run.system.url, { path: run.system.setupUrl });
  const content = await fill(run.system, DEVICES);
  for (const [look, options] of Object.entries(LOOKS)) await takeAll(run, content, look, options);
} finally {
  await run.stop();
}
process.stdout.write(`The screenshots are in ${folder}\n`);

async function takeAll({ system, open }: ConsoleRun, content: Content, look: string, options: BrowserContextOptions) {
  await picture(await open(options), `sign-in-${look}`, system.url, { path: '/sign-in' });
  const page = await open({ ...options, signedIn: true });
  for (const screen of signedInScreens(content)) await picture(page, `${screen.name}-${look}`, system.url, screen);
  const at = (path: string) => new URL(`/p/${content.projectId}/${path}`, system.url).href;
  await page.goto(at('connections/new'));
  await page.getByRole('textbox', { name: 'AWS IoT Endpoint' }).fill(system.aws.iotEndpoint('ap-northeast-1'));
  await page.getByRole('button', { name: 'Where do I find this? AWS Access Key ID' }).click();
  await page.getByRole('button', { name: 'Create connection' }).click();
  await page.getByText('Connection Name is missing.').waitFor();
  await take(page, `create-connection-faults-${look}`);
  await takeCreation(system, page, at('connections/new'), look);
  await page.goto(at('connections'));
  await page.getByRole('button', { name: 'Actions for Osaka line' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByText('enebular_status_push_rule').waitFor();
  await take(page, `delete-connection-${look}`);
  await page.context().close();
}

/** A creation to its end; it is deleted again, so that the next look can show the same. */
async function takeCreation(system: System, page: Page, url: string, look: string): Promise<void> {
  const { aws, client } = system;
  await page.goto(url);
  const values = {
    'Connection Name': 'Tokyo warehouse',
    'AWS Access Key ID': aws.demoUser.accessKeyId,
    'AWS Secret Access Key': aws.demoUser.secretAccessKey,
    'AWS IoT Endpoint': aws.iotEndpoint('ap-northeast-1'),
    'IAM Role ARN': aws.roleArn,
  };
  for (const [name, value] of Object.entries(values))
    await page.getByRole('textbox', { name, exact: true }).fill(value);
  await page.getByRole('button', { name: 'Create connection' }).click();
  await page.getByText('The connection is ready').first().waitFor();
  await page.getByText(/A test message took/).waitFor();
  await take(page, `create-connection-done-${look}`);
  const operationId = new URL(page.url()).searchParams.get('operation') ?? '';
  const { connectionId } = await client.call('operations.get', { params: { operationId } });
  const { operation } = await client.call('connections.delete', { params: { connectionId } });
  await until('the connection to be gone', async () => {
    const { state } = await client.call('operations.get', { params: { operationId: operation.id } });
    return state === 'succeeded';
  });
}

async function picture(page: Page, name: string, origin: string, screen: Omit<Screen, 'name'>): Promise<void> {
  await openScreen(page, origin, screen);
  await take(page, name);
}

async function take(page: Page, name: string): Promise<void> {
  await untilQuiet(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
