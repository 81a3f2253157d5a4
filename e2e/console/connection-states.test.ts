import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fieldFault } from '@thingdock/api';
import { sample } from '@thingdock/api/testing';
import type { Page } from 'playwright-core';
import { connectionHandlers, PROJECT } from './connection-contract.ts';
import { ACCOUNT, OPERATIONS, ROLE } from './connection-samples.ts';
import { walkConnections } from './connection-screens.ts';
import { type ContractConsole, startContractConsole } from './contract-console.ts';
import { findings } from './findings.ts';
import { tabTo } from './tab-to.ts';

/** Every state of a connection's screens, as the contract allows them; what the real server does is proved elsewhere. */
describe('the screens of connections', () => {
  let run: ContractConsole;
  let page: Page;

  before(async () => {
    run = await startContractConsole({});
    page = await run.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  });
  beforeEach(() => {
    run.contract.handlers = connectionHandlers();
    run.contract.requests.length = 0;
  });
  after(() => run.stop());

  const at = (path: string) => page.goto(`${run.url}/p/${PROJECT}/${path}`);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const link = (name: string | RegExp) => page.getByRole('link', { name });
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const fill = async (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) await field(name).fill(value);
  };
  const sent = (route: string) => run.contract.requests.filter((request) => request.route === route);

  describe('the list', () => {
    it('tells every state by a word, and why an attempt failed', async () => {
      await at('connections');
      for (const [name, words] of Object.entries({
        'Osaka line': ['Active', 'Healthy'],
        'Plant North': ['Active', 'Broken', 'The key is 90 days old or more'],
        Warehouse: ['Degraded', 'Migration needed'],
        Tokyo: ['Creating'],
        Milan: ['Deleting'],
        Lyon: ['Deletion failed', 'Still in AWS'],
        'São Paulo': ['Failed', 'may not sns:Publish'],
      }))
        for (const word of words) await page.locator(`[data-connection="${name}"]`).getByText(word).waitFor();
    });

    it('lets a failed attempt be tried again with what was typed, its fault beside the field', async () => {
      await button('Actions for São Paulo').click();
      await page.getByRole('menuitem', { name: 'Try again' }).click();
      await page.getByText(/may not sns:Publish\. Attach/).waitFor();
      assert.equal(await field('Connection Name').inputValue(), 'São Paulo');
      assert.equal(await field('IAM Role ARN').inputValue(), ROLE);
      assert.equal(await field('AWS Secret Access Key').inputValue(), '');
    });

    it('lets a failed attempt be dismissed', async () => {
      await at('connections');
      await button('Actions for São Paulo').click();
      await page.getByRole('menuitem', { name: 'Dismiss' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Dismiss' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.deepEqual(sent('connections.delete')[0]?.params, { connectionId: 'failed' });
    });
  });

  describe('the page of a connection', () => {
    it('names what is wrong, the worst first, and leads to the way out', async () => {
      await at('connections/drifted');
      await page.getByText(/^Broken for/).waitFor();
      const rows = page.locator('[data-finding]');
      await rows.first().waitFor();
      const order = await rows.evaluateAll((items) => items.map((item) => item.getAttribute('data-severity')));
      assert.deepEqual(order, ['broken', 'broken', 'degraded', 'info']);
      await page.locator('[data-finding="rule_disabled"]').getByRole('link', { name: 'Repair' }).click();
      await page.getByText('2 to create, 1 to put right, 4 stay as they are.').waitFor();
      await button('Repair connection').click();
      await page.getByRole('heading', { name: 'The connection is repaired' }).waitFor();
      assert.deepEqual(sent('connections.repair')[0]?.body, { takeOver: false });
    });

    it('follows what the live feed says of its health', async () => {
      await at('connections/drifted');
      await page.getByText(/^Broken for/).waitFor();
      await page.locator('[data-live="live"]').waitFor({ state: 'attached' });
      run.contract.handlers['connections.health'] = () => ({
        ...{ state: 'healthy', since: new Date().toISOString(), checkedAt: new Date().toISOString(), findings: [] },
        probeLatencyMs: 200,
      });
      run.contract.announce({
        event: 'changes',
        changes: [{ type: 'connection', projectId: PROJECT, keys: ['drifted'] }],
      });
      await page.getByText(/^Healthy for/).waitFor();
    });

    it('shows the keys with their age, and what a refused rotation left in use', async () => {
      await at('connections/drifted');
      await page.getByText('time to rotate it').waitFor();
      await page.getByRole('region', { name: 'Access keys' }).getByRole('link', { name: 'Rotate key' }).click();
      await fill({ 'AWS Access Key ID': 'AKIAIOSFODNN7EXAMPLE', 'AWS Secret Access Key': 'wJalrXUtnFEMI/K7MDENG' });
      await button('Test').click();
      await page
        .getByRole('region', { name: 'Test' })
        .getByText(/checks? failed/)
        .waitFor();
      assert.equal(sent('connections.rotate').length, 0);
      await button('Rotate key').click();
      await page.getByText('belongs to AWS account 210987654321').first().waitFor();
      await page.getByText('The old key stays in use.').waitFor();
      await button('Try another key').waitFor();
    });

    it('says that an older connection needs a role, and names the devices that wait for it', async () => {
      await at('connections/older');
      await page.getByText('3 devices have an agent that needs it').waitFor();
      await link('gw-002').waitFor();
      await page.getByRole('status').getByRole('link', { name: 'Migrate' }).click();
      run.contract.handlers['connections.migrate'] = () => {
        throw fieldFault('accessKeyId', 'user_missing_permission', {
          action: 'sns:CreateTopic',
          policy: 'AmazonSNSFullAccess',
        });
      };
      await field('IAM Role ARN').fill(ROLE);
      await page.getByRole('checkbox', { name: 'Use another access key from now on' }).check();
      await fill({ 'AWS Access Key ID': 'AKIAIOSFODNN7EXAMPLE', 'AWS Secret Access Key': 'wJalrXUtnFEMI/K7MDENG' });
      await button('Migrate connection').click();
      await page.getByText('The access key may not sns:CreateTopic').waitFor();
    });

    it('switches presence events on, saying what that makes in AWS', async () => {
      await at('connections/well');
      await button('Switch on …').click();
      const dialog = page.getByRole('dialog', { name: 'Switch presence events on' });
      await dialog.getByText('One more AWS IoT rule is made').waitFor();
      await dialog.getByRole('button', { name: 'Switch on' }).click();
      await dialog.getByText('Presence events are on').waitFor();
      assert.deepEqual(sent('connections.presence')[0]?.body, { on: true });
    });

    it('says why a deletion could not go on, and asks for it again', async () => {
      await at('connections/stuck');
      await page.getByText('Still in AWS: the topic enebular_status_push_sns').waitFor();
      await button('Delete again …').click();
      const dialog = page.getByRole('dialog', { name: 'Delete Lyon' });
      await dialog.getByRole('checkbox', { name: 'Keep the AWS objects' }).check();
      await dialog.getByRole('textbox').fill('Lyon');
      await button('Delete connection').click();
      await dialog.getByText('Still in AWS').waitFor();
      assert.deepEqual(sent('connections.delete')[0]?.query, { keepAws: 'true' });
    });

    it('lists what stays in AWS when it is told to keep it', async () => {
      await at('connections/well');
      await button('Actions for Osaka line').click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      const dialog = page.getByRole('dialog', { name: 'Delete Osaka line' });
      await dialog.getByText('Stays, since it was there before').waitFor();
      await dialog.getByRole('checkbox', { name: 'Keep the AWS objects' }).check();
      await dialog.getByText(`Stays in account ${ACCOUNT}`).waitFor();
      await dialog.getByRole('textbox').fill('Osaka line');
      await button('Delete connection').click();
      await dialog.getByText('Still in AWS').waitFor();
      assert.deepEqual(sent('connections.delete')[0]?.query, { keepAws: 'true' });
    });

    it('offers to delete it here alone when its key is dead', async () => {
      await at('connections/drifted');
      await button('Actions for Plant North').click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      const dialog = page.getByRole('dialog', { name: 'Delete Plant North' });
      await dialog.getByText('AWS refuses the key of this connection').waitFor();
      run.contract.handlers['connections.delete'] = ({ query }) => ({
        operation: sample.operation({ id: query.keepAws ? 'deleted' : 'refused', kind: 'connection.delete' }),
      });
      run.contract.handlers['operations.get'] = ({ params }) =>
        OPERATIONS[params.operationId] ??
        sample.operation({
          state: 'failed',
          error: {
            code: 'invalid_credentials',
            detail: 'AWS does not accept this access key: it is disabled.',
            errors: [],
          },
        });
      await dialog.getByRole('textbox').fill('Plant North');
      await button('Delete connection').click();
      await dialog.getByText('Something could not be removed').waitFor();
      await button('Delete here, keep what is in AWS').click();
      await dialog.getByText('Still in AWS').waitFor();
    });
  });

  it('a device without status leads to its connection', async () => {
    await at('devices/drifted/press-1');
    await link('See the connection').click();
    await page.getByRole('heading', { name: 'Plant North' }).waitFor();
    await at('devices?connection=drifted');
    await link('status path broken').waitFor();
  });

  it('is checked, repaired and deleted by keyboard alone', async () => {
    const press = (key: string) => page.keyboard.press(key);
    await at('connections/drifted');
    await page.locator('[data-finding="rule_disabled"]').waitFor();
    await tabTo(page, 'Check now');
    await press('Enter');
    await tabTo(page, 'Repair …');
    await press('Enter');
    await page.getByText('2 to create, 1 to put right, 4 stay as they are.').waitFor();
    await tabTo(page, 'Repair connection');
    await press('Enter');
    await page.getByRole('heading', { name: 'The connection is repaired' }).waitFor();
    await press('Escape');
    await page.getByRole('heading', { name: 'Plant North' }).waitFor();
    await tabTo(page, 'Actions for Plant North');
    await press('Enter');
    const chosen = page.locator('[role="menuitem"]:focus');
    await chosen.waitFor();
    for (let entry = 0; entry < 9 && !(await chosen.textContent())?.startsWith('Delete'); entry += 1)
      await press('ArrowDown');
    await press('Enter');
    await page.getByRole('dialog', { name: 'Delete Plant North' }).locator('input:focus').waitFor();
    await page.keyboard.insertText('Plant North');
    await tabTo(page, 'Delete connection');
    await press('Enter');
    await page.getByText('Still in AWS').waitFor();
    assert.equal(sent('connections.check').length, 1);
  });

  it('somebody who may not manage connections sees health, and nothing to change it', async () => {
    run.contract.handlers['projects.list'] = () => ({ items: [sample.project({ id: PROJECT, role: 'collaborator' })] });
    await at('connections/drifted');
    await page.getByText(/^Broken for/).waitFor();
    await page.locator('[data-finding="rule_disabled"]').waitFor();
    assert.equal(await button(/Check now|Actions/).count(), 0);
    assert.equal(await link(/Repair|Rotate/).count(), 0);
    await at('connections/drifted/repair');
    await page.getByText('Your role may not do this').waitFor();
  });

  it('has nothing serious for axe-core, light or dark', async () => {
    const own = await run.open({ reducedMotion: 'reduce' });
    const found: Record<string, string[]> = {};
    await walkConnections(run, own, async (name) => {
      const bad = await findings(own);
      if (bad.length > 0) found[name] = bad;
    });
    assert.deepEqual(found, {});
    await own.context().close();
  });

  it('and neither the browser nor the contract ever complained', () => {
    assert.deepEqual(run.complaints, []);
    assert.deepEqual(run.contract.violations, []);
  });
});
