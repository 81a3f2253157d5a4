import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { REGION } from '../system/system.ts';
import { type ConsoleRun, startConsole } from './console.ts';
import { type Content, fill } from './screens.ts';
import { tabTo as tabToIn } from './tab-to.ts';

describe('by keyboard alone', () => {
  let run: ConsoleRun;
  let page: Page;
  let content: Content;

  before(async () => {
    run = await startConsole();
    content = await fill(run.system, 12);
    page = await run.open({ signedIn: true });
  });
  after(() => run.stop());

  const press = (key: string) => page.keyboard.press(key);
  const type = (text: string) => page.keyboard.insertText(text);
  const tabTo = (name: string | RegExp) => tabToIn(page, name);
  const at = (path: string) => page.goto(new URL(`/p/${content.projectId}/${path}`, run.system.url).href);

  it('a connection is created', async () => {
    // The region that is connected already: the form and its refusal are what this is about, not the account.
    const { aws } = run.system;
    await at('connections');
    await page.getByRole('link', { name: 'Add connection' }).waitFor();
    await tabTo('Add connection');
    await press('Enter');
    await page.getByRole('dialog', { name: 'Create Connection' }).waitFor();
    await tabTo('Connection Name');
    await type('Asia');
    await tabTo('AWS Access Key ID');
    await type(aws.demoUser.accessKeyId);
    await tabTo('AWS Secret Access Key');
    await type(aws.demoUser.secretAccessKey);
    await tabTo('AWS IoT Endpoint');
    await type(aws.iotEndpoint(REGION));
    await tabTo('IAM Role ARN');
    await type(aws.roleArn);
    await press('Enter');
    await page
      .getByRole('alert')
      .getByText(/already connected/)
      .waitFor();
    await tabTo('AWS IoT Endpoint');
    await press('ControlOrMeta+A');
    await type(aws.iotEndpoint('ap-northeast-1'));
    await tabTo('Create connection');
    await press('Enter');
    await page.getByRole('heading', { name: 'The connection is ready' }).waitFor({ timeout: 60_000 });
    await tabTo('See the devices');
    await press('Enter');
    await page.getByRole('heading', { name: 'This account has no things yet' }).waitFor();
  });

  it('devices are found and selected, and a flow is deployed to them', async () => {
    await at(`devices?connection=${content.connectionId}`);
    await page.getByRole('row', { name: /gw-osaka-001/ }).waitFor();
    await press('/');
    await type('osaka-00');
    await page.getByRole('row', { name: /gw-osaka-010/ }).waitFor({ state: 'detached' });
    await press('Escape');
    await press('Escape');
    await press('j');
    await press('x');
    await press('j');
    await press('x');
    await page.getByText('2 devices selected').waitFor();
    await press('d');
    await page.getByText(/^2 devices: 1 now/).waitFor();
    await tabTo(/^Deploy line-monitor v2 to 2 devices$/);
    await press('Enter');
    await page.getByRole('heading', { name: 'line-monitor v2' }).waitFor();
    await page.getByRole('row', { name: /gw-osaka-001/ }).waitFor();
  });

  it('a device is opened from the list, and anything from the palette', async () => {
    await at(`devices?connection=${content.connectionId}`);
    await page.getByRole('row', { name: /gw-osaka-003/ }).waitFor();
    for (const key of ['j', 'j', 'j', 'k', 'Enter']) await press(key);
    await page.getByRole('heading', { name: 'gw-osaka-002' }).waitFor();
    await press('ControlOrMeta+K');
    await page.getByRole('combobox', { name: 'Go to' }).waitFor();
    await type('line-mon');
    await page.getByRole('option', { name: /line-monitor/ }).waitFor();
    await press('Enter');
    await page.getByRole('heading', { name: 'line-monitor' }).waitFor();
  });

  it('and the browser never complained', () => {
    assert.deepEqual(run.complaints, []);
  });
});
