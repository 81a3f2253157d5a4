import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DeleteTopicRuleCommand, GetTopicRuleCommand, IoTClient } from '@aws-sdk/client-iot';
import type { Page } from 'playwright-core';
import { REGION } from '../system/system.ts';
import { type ConsoleRun, setUp, startConsole } from './console.ts';
import { fillFleet } from './fleet.ts';
import { newKey, withoutPolicy, withoutTrust } from './roles.ts';

const RULE = 'enebular_status_push_rule';
/** Where the older connection is. */
const SECOND_REGION = 'us-east-1';

describe('the life of a connection in a browser', () => {
  let run: ConsoleRun;
  let page: Page;
  let projectId: string;
  let iot: IoTClient;

  before(async () => {
    run = await startConsole();
    const { aws } = run.system;
    await setUp(run.system);
    ({ id: projectId } = await run.system.client.call('projects.create', { body: { name: 'Plant North' } }));
    await fillFleet(aws, 3);
    iot = new IoTClient({ endpoint: aws.endpointUrl, region: REGION, credentials: aws.root });
    page = await run.open({ signedIn: true });
  });
  after(async () => {
    iot.destroy();
    await run.stop();
  });

  const at = (path: string) => page.goto(new URL(`/p/${projectId}/${path}`, run.system.url).href);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const link = (name: string | RegExp) => page.getByRole('link', { name });
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const key = ({ accessKeyId, secretAccessKey }: { accessKeyId: string; secretAccessKey: string }) => ({
    'AWS Access Key ID': accessKeyId,
    'AWS Secret Access Key': secretAccessKey,
  });
  const fill = async (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) await field(name).fill(value);
  };
  const check = (name: string, state: string) => page.locator(`[data-check="${name}"][data-state="${state}"]`);

  it('tests what was typed before anything is made, and says what is wrong with the role', async () => {
    const { aws } = run.system;
    await at('connections/new');
    await fill({
      ...{ 'Connection Name': 'Europe', ...key(aws.demoUser) },
      ...{ 'AWS IoT Endpoint': aws.iotEndpoint(REGION), 'IAM Role ARN': aws.roleArn },
    });
    await withoutPolicy(aws, 'AmazonSNSFullAccess', async () => {
      await button('Test').click();
      // The guide's policies do not let the key read all of the role, so this is a doubt and no refusal.
      await check('role_permissions', 'not_checkable').waitFor({ timeout: 60_000 });
    });
    await page.getByRole('figure').filter({ hasText: 'May be missing' }).filter({ hasText: 'sns:Publish' }).waitFor();
    await withoutTrust(aws, async () => {
      await button('Test').click();
      await check('role_trust', 'failed').waitFor({ timeout: 60_000 });
    });
    await check('key', 'passed').waitFor();
    assert.equal(await field('IAM Role ARN').getAttribute('aria-invalid'), 'true');
  });

  it('shows what will be made in AWS, then makes it', async () => {
    await button('Test').click();
    await page.getByText('7 to create.').waitFor({ timeout: 60_000 });
    await button('Create connection').click();
    await page.getByRole('heading', { name: 'The connection is ready' }).waitFor({ timeout: 60_000 });
    await button('Close').last().click();
    await link('Europe').click();
    await page.getByRole('heading', { name: 'Europe' }).waitFor();
    await page.getByRole('cell', { name: `AWS IoT rule ${RULE}` }).waitFor();
  });

  it('finds at once what drifted, and devices say that nothing can be said of them', async () => {
    await button('Check now').click();
    await page.locator('p[data-health="healthy"], p[data-health="degraded"]').waitFor({ timeout: 60_000 });
    await iot.send(new DeleteTopicRuleCommand({ ruleName: RULE }));
    await button('Check now').click();
    await page.locator('p[data-health="broken"]').waitFor({ timeout: 60_000 });
    await page.locator('[data-finding="object_missing"]').getByText(RULE).waitFor();
    await link('See the devices').click();
    await link('status path broken').first().click();
    await page.locator('p[data-health="broken"]').waitFor();
  });

  it('repairs exactly what drifted', async () => {
    await link('Repair …').first().click();
    await page.getByText('1 to create, 6 stay as they are.').waitFor({ timeout: 60_000 });
    await button('Repair connection').click();
    await page.getByRole('heading', { name: 'The connection is repaired' }).waitFor({ timeout: 90_000 });
    const { rule } = await iot.send(new GetTopicRuleCommand({ ruleName: RULE }));
    assert.equal(rule?.ruleDisabled, false);
    await button('Close').last().click();
    await page.locator('p[data-health="healthy"], p[data-health="degraded"]').waitFor({ timeout: 60_000 });
  });

  it('takes another key of the same account, and remembers which one was used before', async () => {
    const next = await newKey(run.system.aws);
    await page.getByRole('region', { name: 'Access keys' }).getByRole('link', { name: 'Rotate key' }).click();
    await fill(key({ ...next, secretAccessKey: 'wrong'.repeat(8) }));
    await button('Rotate key').click();
    await page
      .getByText(/secret access key does not belong/)
      .first()
      .waitFor({ timeout: 60_000 });
    await fill(key(next));
    await button('Rotate key').click();
    await page.getByRole('heading', { name: 'The new key is in use' }).waitFor({ timeout: 90_000 });
    await button('Close').last().click();
    const keys = page.getByRole('region', { name: 'Access keys' });
    await keys.getByRole('row', { name: new RegExp(`${next.accessKeyId.slice(-4)} .*in use`) }).waitFor();
    await keys.getByRole('row', { name: /until/ }).waitFor();
  });

  it('migrates an older connection, whose devices wait for it', async () => {
    const { aws, client } = run.system;
    const { accessKeyId, secretAccessKey } = aws.demoUser;
    const { id: connectionId } = await client.call('connections.import', {
      params: { projectId },
      body: { name: 'Older', accessKeyId, secretAccessKey, region: SECOND_REGION },
    });
    await fillFleet(aws, 2, SECOND_REGION);
    await client.call('devices.sync', { params: { connectionId } });
    await at('connections');
    await page.locator('[data-connection="Older"]').getByText('Migration needed').waitFor();
    await link('Older').click();
    await page.getByText(/2 devices have an agent that needs it/).waitFor();
    await link('Migrate …').first().click();
    await field('IAM Role ARN').fill(aws.roleArn);
    await button('Migrate connection').click();
    await page.getByRole('heading', { name: 'The connection is migrated' }).waitFor({ timeout: 90_000 });
    await button('Close').last().click();
    await page.getByText('Migration needed').waitFor({ state: 'detached' });
    await page.getByText(aws.roleArn).waitFor();
  });

  it('deletes a connection here, and lists what it was told to keep in AWS', async () => {
    await at('connections');
    await button('Actions for Europe').click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete Europe' });
    await dialog.getByRole('checkbox', { name: 'Keep the AWS objects' }).check();
    await dialog.getByText('licences are registered for its devices').waitFor();
    await dialog.getByRole('textbox').fill('Europe');
    assert.equal(await button('Delete connection').isDisabled(), true);
    await dialog.getByRole('checkbox', { name: /^Delete these \d licences with it/ }).check();
    await button('Delete connection').click();
    await dialog.getByText('Still in AWS').waitFor({ timeout: 60_000 });
    await dialog.getByText(`AWS IoT rule ${RULE}`).waitFor();
    await button('Close').last().click();
    await page.locator('[data-connection="Europe"]').waitFor({ state: 'detached' });
    await iot.send(new GetTopicRuleCommand({ ruleName: RULE }));
  });

  it('never made the browser complain', () => {
    assert.deepEqual(run.complaints, []);
  });
});
