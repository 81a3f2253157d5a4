import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type CreateDeployment, Fault } from '@thingdock/api';
import { sample } from '@thingdock/api/testing';
import { until } from '@thingdock/testkit';
import type { Page } from 'playwright-core';
import { untilLive } from './console.ts';
import { type ContractConsole, startContractConsole } from './contract-console.ts';
import { deploymentHandlers } from './deployment-contract.ts';
import { FLOW, MID_ROLLOUT, ROLLOUT, targetsOf } from './deployment-samples.ts';
import { PROJECT } from './device-contract.ts';
import { plantFlow } from './plant-flow.ts';

/** Every state of flows and deployments, as the contract allows them; what the real server does is proved elsewhere. */
describe('the screens of flows and deployments', () => {
  let run: ContractConsole;
  let page: Page;

  before(async () => {
    run = await startContractConsole({});
    page = await run.open();
  });
  beforeEach(() => {
    run.contract.handlers = deploymentHandlers(run);
    run.contract.requests.length = 0;
  });
  after(() => run.stop());

  const at = (path: string) => page.goto(`${run.url}/p/${PROJECT}/${path}`);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const sent = (route: string) => run.contract.requests.filter((request) => request.route === route);
  const created = () => sent('deployments.create').at(-1)?.body as CreateDeployment;

  describe('a flow', () => {
    it('is drawn tab by tab, moved and enlarged by keyboard', async () => {
      await at('flows/flow-1');
      const picture = page.getByRole('group', { name: /Line 3, 63 nodes/ });
      await picture.waitFor();
      assert.ok((await picture.locator('svg path').count()) > 60, 'wires are drawn');
      const view = () => picture.locator('svg').getAttribute('viewBox');
      const all = await view();
      await picture.focus();
      await page.keyboard.press('+');
      const near = await view();
      assert.notEqual(near, all);
      await page.keyboard.press('ArrowRight');
      assert.notEqual(await view(), near);
      await page.keyboard.press('0');
      assert.equal(await view(), all);
      await page.getByRole('tab', { name: /Old sensors/ }).click();
      await page.getByRole('group', { name: /Old sensors, 2 nodes/ }).waitFor();
    });

    it('is checked while it is pasted, and keeps the versions of packages that it had', async () => {
      await at('flows/flow-1');
      await button('Upload version').click();
      await page.getByText('Paste', { exact: true }).click();
      await page.getByLabel('Flow as JSON').fill('{"no":"array"}');
      await page.getByText('it holds no JSON array of nodes').waitFor();
      await page.getByLabel('Flow as JSON').fill(plantFlow());
      await page.getByText('130 nodes on 5 tabs').waitFor();
      await page.getByText('No known package brings cap-counter').waitFor();
      assert.equal(await page.getByLabel('Version of node-red-contrib-modbus').inputValue(), '5.43.0');
      await page.getByLabel('Another package').fill('@plant/cap-counter');
      await page.getByLabel('Another package').press('Enter');
      await page.getByLabel('Version of @plant/cap-counter').fill('1.2.0');
      await button('Upload version 16').click();
      await page.getByText('Version 16 of line-monitor is uploaded.').waitFor();
      const body = sent('flows.version')[0]?.body as Record<string, unknown>;
      assert.equal(body.basedOn, 15);
      assert.deepEqual(body.packages, {
        '@plant/cap-counter': '1.2.0',
        'node-red-contrib-influxdb': '0.7.0',
        'node-red-contrib-modbus': '5.43.0',
        'node-red-node-serialport': 'latest',
      });
    });

    it('says who saved in the meantime, and saves as the next version when told so', async () => {
      await at('flows/flow-1');
      await button('Upload version').click();
      await page.getByText('Paste', { exact: true }).click();
      await page.getByLabel('Flow as JSON').fill(plantFlow());
      const newer = sample.flowVersion({ number: 16, createdBy: 'Ben Ito', title: 'Quick fix' });
      run.contract.handlers['flows.version'] = ({ body }) => {
        if (body.basedOn === 15) throw new Fault('flow_name_taken', { details: { name: 'x' } });
        return sample.flowVersion({ number: 17 });
      };
      run.contract.handlers['flows.get'] = () => ({ ...FLOW, latestVersion: 16, versions: [...FLOW.versions, newer] });
      await button('Upload version 16').click();
      await page.getByText(/Ben Ito saved version 16 \(“Quick fix”\)/).waitFor();
      await button('Save mine as version 17').click();
      await page.getByText('Version 17 of line-monitor is uploaded.').waitFor();
    });

    it('changes its master with a way back, and loses a version only after a yes', async () => {
      await at('flows/flow-1');
      await button('Actions for version 15').click();
      await page.getByRole('menuitem', { name: 'Make it the master' }).click();
      await button('Undo: version 14').click();
      await until('both changes', async () => sent('flows.change').length === 2 || undefined);
      assert.deepEqual(
        sent('flows.change').map(({ body }) => body),
        [{ masterVersion: 15 }, { masterVersion: 14 }],
      );
      await button('Actions for version 12').click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await button('Delete version 12').click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.equal(sent('flows.deleteVersion').length, 1);
    });
  });

  describe('the deploy sheet', () => {
    const chosen = 'connection=osaka&selected=gw-osaka-00001,gw-osaka-00002';

    it('says exactly what its button does, and does it', async () => {
      await at(`deploy?flow=flow-1&${chosen}`);
      await button('Deploy line-monitor v14 to 2 devices').waitFor();
      await page.getByText('In phases', { exact: true }).click();
      await page.getByLabel('Size of phase 1').fill('1');
      await button('Remove phase 2').click();
      await page.getByLabel('Wait between phases').fill('30');
      await page.getByText('At a time', { exact: true }).click();
      await page.getByLabel('Begins').fill('2027-03-01T02:30');
      await button(/^Schedule: deploy line-monitor v14 to 2 devices/).click();
      await page.getByRole('heading', { name: 'Deploy line-monitor v14' }).waitFor();
      assert.deepEqual(created().rollout, { phases: [{ count: 1 }, {}], waitSeconds: 1_800, stopAt: { failed: 1 } });
      assert.equal(created().schedule?.at, '2027-03-01T02:30');
      assert.deepEqual(created().devices, ['gw-osaka-00001', 'gw-osaka-00002']);
    });

    it('takes all that a filter lets through, without asking for each of them', async () => {
      await at('deploy?flow=flow-1&connection=osaka');
      await page.getByText('Choose devices.').waitFor();
      await page.getByRole('combobox', { name: 'Tag' }).click();
      await page.getByRole('option', { name: 'night' }).click();
      await button(/^All \d+ that match$/).click();
      await button('Deploy line-monitor v14 to 1,204 devices').click();
      await page.getByRole('heading', { name: 'Deploy line-monitor v14' }).waitFor();
      assert.deepEqual(created().filter, { tags: 'night' });
      assert.equal(created().devices, undefined);
    });

    it('leaves out what cannot get it', async () => {
      await at('deploy?flow=flow-1&connection=osaka&selected=gw-osaka-00001,gw-osaka-00003');
      await page.getByText('1 device cannot get it').waitFor();
      assert.equal(await button('Deploy line-monitor v14 to 2 devices').isDisabled(), true);
      await button('Leave 1 device out').click();
      await button('Deploy line-monitor v14 to 1 device').click();
      await page.getByRole('heading', { name: 'Deploy line-monitor v14' }).waitFor();
      assert.deepEqual(created().devices, ['gw-osaka-00001']);
    });

    it('asks before it does harm, and not again what was agreed to', async () => {
      await at(`deploy?kind=flow-stop&${chosen}`);
      await button('Stop the flow on 2 devices').click();
      await page.getByText('The flow stops on these devices until somebody starts it.').waitFor();
      await button('Back').click();
      await button('Stop the flow on 2 devices').click();
      await button('Yes, stop the flow on 2 devices').click();
      await until('it to be asked', async () => sent('deployments.create').length === 1 || undefined);
      assert.deepEqual(created(), {
        kind: 'flow-stop',
        connectionId: 'osaka',
        devices: ['gw-osaka-00001', 'gw-osaka-00002'],
      });
    });

    it('takes names that somebody has, and variables', async () => {
      await at('deploy?kind=env-set&connection=osaka');
      await button('By names …').click();
      await page.getByLabel('Names').fill('gw-osaka-00007\ngw-osaka-00010, gw-osaka-00007');
      await button('Choose these 2 devices').click();
      await page.getByLabel('Name of variable 1').fill('2LINE');
      await page.getByText('Letters, digits and _, not beginning with a digit.').waitFor();
      await page.getByLabel('Name of variable 1').fill('LINE');
      await page.getByLabel('Value of variable 1').fill('3');
      await button('Set the variables on 2 devices').click();
      await until('it to be asked', async () => sent('deployments.create').length === 1 || undefined);
      assert.deepEqual(created().variables, { LINE: '3' });
    });

    it('begins again with the devices of an earlier deployment', async () => {
      await at('deploy?from=file');
      await button('Deploy detector v2 to 60 devices').waitFor();
      await button('Leave 1 device out').click();
      await button('Deploy detector v2 to 59 devices').click();
      await page.getByText('detector is executed on these devices').waitFor();
    });
  });

  describe('a deployment', () => {
    it('answers for each device why not yet, and narrows down by state, phase and name', async () => {
      await at('deployments/rollout');
      const row = (name: string) => page.locator(`[data-target="gw-osaka-${name}"]`);
      await row('00001').getByText('no space left on device').waitFor();
      await row('00002')
        .getByText(/^Offline for 2 days; waiting for it until .*\d{4}/)
        .waitFor();
      await row('00006').getByText('It waits for phase 4.').waitFor();
      await row('00007').getByRole('link', { name: 'See the newer one' }).waitFor();
      await button('9 failed').click();
      await row('00002').waitFor({ state: 'detached' });
      await button('9 failed').click();
      await button(/^Phase 4 712 devices/).click();
      await row('00001').waitFor({ state: 'detached' });
      assert.equal(new URL(page.url()).searchParams.get('phase'), '4');
    });

    it('shows a change in less than a second', async () => {
      await at('deployments/rollout');
      await untilLive(page);
      const target = page.locator('[data-target="gw-osaka-00003"]');
      await target.getByText('Deploying').waitFor();
      run.contract.handlers['deployments.targets'] = () => ({
        items: targetsOf(MID_ROLLOUT)
          .slice(0, 50)
          .map((it) => (it.device === 'gw-osaka-00003' ? { ...it, state: 'deployed' as const } : it)),
        next: null,
      });
      const begun = Date.now();
      run.contract.announce({
        event: 'changes',
        changes: [{ type: 'deployment', projectId: PROJECT, keys: ['rollout'] }],
      });
      await target.getByText('Deployed').waitFor();
      assert.ok(Date.now() - begun < 1_000, `it took ${Date.now() - begun} ms`);
    });

    it('does what it says after a yes, and goes to what came of it', async () => {
      await at('deployments/halted');
      await page.getByText('Halted: 25 failed or timed out').waitFor();
      await button('Resume …').click();
      await button('Resume the rollout').click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await button('More actions').click();
      await page.getByRole('menuitem', { name: 'Roll back' }).click();
      await page.getByText('82 devices: line-monitor version 12').waitFor();
      await page.getByText('25 devices: cancelled, so back already').waitFor();
      const back = sample.deployment({ id: 'back', rollsBack: 'halted', rollout: { ...ROLLOUT, state: 'running' } });
      run.contract.handlers['deployments.command'] = () => ({ ...back, targets: [] });
      await button('Roll back 82 devices').click();
      await page.getByText('takes back').waitFor();
      assert.deepEqual(
        sent('deployments.command').map(({ body }) => body),
        [{ command: 'resume' }, { command: 'rollback' }],
      );
    });
  });

  describe('single devices of a deployment', () => {
    it('are cancelled, whichever are chosen, and only such as something can be done about', async () => {
      await at('deployments/rollout');
      await page.getByRole('checkbox', { name: 'Select gw-osaka-00003' }).check();
      assert.equal(
        await page.getByRole('checkbox', { name: 'Select gw-osaka-00007' }).count(),
        0,
        'it got something newer',
      );
      await page.getByRole('checkbox', { name: 'Select gw-osaka-00006' }).check();
      await page.getByText('2 devices selected').waitFor();
      await button('Cancel on 2 devices …').click();
      await page.getByText('goes on for all other devices').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel on 2 devices' }).click();
      await page.getByText('2 devices selected').waitFor({ state: 'detached' });
      const [asked] = sent('deployments.command');
      assert.deepEqual(asked?.body, { command: 'cancel', devices: ['gw-osaka-00003', 'gw-osaka-00006'] });
    });

    const select = (number: string) => page.getByRole('checkbox', { name: `Select gw-osaka-${number}` }).check();

    it('are tried again where it failed, whatever else is chosen', async () => {
      await at('deployments/rollout');
      for (const number of ['00001', '00004', '00006']) await select(number);
      run.contract.handlers['deployments.command'] = () => ({
        ...sample.deployment({ id: 'back', asset: { type: 'flow', id: 'flow-1', name: 'second-try', version: 1 } }),
        targets: [],
      });
      await button('Try again on 2 devices …').click();
      await page.getByText('A new deployment tries it again there.').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Try again on 2 devices' }).click();
      await page.getByRole('heading', { name: /second-try/ }).waitFor();
      const [asked] = sent('deployments.command');
      assert.deepEqual(asked?.body, { command: 'retry-failed', devices: ['gw-osaka-00001', 'gw-osaka-00004'] });
      assert.equal(await page.getByRole('region', { name: 'Selection' }).count(), 0, 'nothing is chosen there');
    });

    it('are rolled back where they were told something, and the others go on', async () => {
      await at('deployments/rollout');
      for (const number of ['00006', '00003', '00010']) await select(number);
      await button('Roll back 2 devices …').click();
      await page.getByText('except where something newer was deployed since').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Roll back 2 devices' }).click();
      await page.getByText('3 devices selected').waitFor({ state: 'detached' });
      const [asked] = sent('deployments.command');
      assert.deepEqual(asked?.body, { command: 'rollback', devices: ['gw-osaka-00003', 'gw-osaka-00010'] });
    });

    it('are chosen by what is filtered, seen or not', async () => {
      await at('deployments/rollout?phase=4');
      await page.getByRole('checkbox', { name: 'Select all devices shown' }).check();
      await button('Select all that match').click();
      await page.getByText('713 devices selected').waitFor();
    });
  });

  describe('the history', () => {
    it('has what waits for its time on top, to be cancelled', async () => {
      await at('deployments');
      await page.getByText('in Asia/Tokyo').waitFor();
      await button('Cancel: Start flow').click();
      await page.getByText('Nothing changes on its 212 devices.').waitFor();
      await button('Cancel this deployment').click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.deepEqual(sent('deployments.command')[0]?.body, { command: 'cancel' });
    });

    it('narrows down, and carries that in its address', async () => {
      await at('deployments?kind=flow-stop');
      await page.getByRole('link', { name: 'Stop flow' }).waitFor();
      await page.getByText('40 stopped').waitFor();
      assert.equal(await page.getByRole('link', { name: 'Deploy line-monitor v13' }).count(), 0);
      await page.getByRole('combobox', { name: 'Flow or file' }).click();
      await page.getByRole('option', { name: 'detector' }).click();
      await page.getByText('No deployment matches.').waitFor();
      assert.equal(new URL(page.url()).searchParams.get('file'), 'file-1');
    });
  });

  it('and neither side broke the contract', () => {
    assert.deepEqual(run.contract.violations, []);
    assert.deepEqual(run.complaints, []);
  });
});
