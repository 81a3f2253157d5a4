import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Action, FleetSimulator, Outcome } from '@thingdock/testkit';
import type { Page } from 'playwright-core';
import { connect } from '../system/system.ts';
import { type ConsoleRun, setUp, startConsole, untilLive } from './console.ts';
import { plantFlow } from './plant-flow.ts';
import { nameOf, startFleet } from './simulated-fleet.ts';

/** More than one page of the list. */
const DEVICES = 110;
/** Of three phases; a device of the first fails, one of the second never ends. */
const FAILING = 3;
const STUCK = 15;
/** Those of the first two phases that have it in the end; and those that are begun no more. */
const DEPLOYED = 63;
const OPEN = 46;
const WORDS = 'npm could not install node-red-contrib-modbus';

/** Works through a rollout on a simulated fleet as somebody does who has the console open. */
describe('a fleet in a browser', () => {
  let run: ConsoleRun;
  let page: Page;
  let fleet: FleetSimulator;
  let projectId: string;

  const outcome = (index: number, { kind }: Action): Outcome => {
    if (kind !== 'flow-deploy') return 'succeed';
    return index === FAILING ? { fail: WORDS } : index === STUCK ? 'stuck' : 'succeed';
  };
  before(async () => {
    run = await startConsole();
    await setUp(run.system);
    ({ id: projectId } = await run.system.client.call('projects.create', { body: { name: 'Plant North' } }));
    const connectionId = await connect(run.system, projectId, { name: 'Osaka line' });
    fleet = await startFleet(run.system, connectionId, { count: DEVICES, outcome });
    // As high as some dozens of rows: no more are drawn than can be seen.
    page = await run.open({ signedIn: true, viewport: { width: 1360, height: 1800 } });
  });
  after(async () => {
    fleet.crash();
    await run.stop();
  });

  const at = (path: string) => page.goto(new URL(`/p/${projectId}/${path}`, run.system.url).href);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const device = (index: number) => page.locator(`[data-device="${nameOf(index)}"]`);
  const target = (index: number) => page.locator(`[data-target="${nameOf(index)}"]`);
  const address = () => Object.fromEntries(new URL(page.url()).searchParams);
  const rollout = (state: string) => page.locator(`p[role=status][data-state="${state}"]`);

  it('finds devices by status and name, with both in its address', async () => {
    await at('devices');
    await button(`${DEVICES} connected`).click();
    await page.getByRole('searchbox', { name: 'Filter devices by name' }).fill('osaka-10');
    await page.getByText('10 devices', { exact: true }).waitFor();
    assert.deepEqual([address().status, address().name], ['connected', 'osaka-10']);
    await page.reload();
    await device(100).getByText('Connected').waitFor();
    assert.equal(await device(1).count(), 0);
  });

  it('tags all that match, also those that no page has loaded', async () => {
    await at('devices');
    await page.getByText(`${DEVICES} devices, 100 loaded`).waitFor();
    await page.getByRole('checkbox', { name: 'Select all devices shown' }).check();
    await button(`Select all ${DEVICES} that match`).click();
    await button('Tag …').click();
    await page.getByRole('dialog').getByLabel('Add').fill('line-3');
    await page.keyboard.press('Enter');
    await button(`Tag ${DEVICES} devices`).click();
    await page.getByText(`The tags of ${DEVICES} devices were changed.`).waitFor();
    await at('devices?tags=line-3');
    await page.getByText(`${DEVICES} devices, 100 loaded`).waitFor();
  });

  it('deletes a licence and registers it again, and the device follows', async () => {
    await at(`devices?name=${nameOf(7)}`);
    const change = async (item: string, does: string) => {
      await page.getByRole('checkbox', { name: `Select ${nameOf(7)}` }).check();
      await button('Licence …').click();
      await page.getByRole('menuitem', { name: item }).click();
      await page.getByRole('dialog').getByRole('button', { name: does }).click();
    };
    await change('Delete licence …', 'Delete licence');
    await page.getByText('1 licence deleted.').waitFor();
    await device(7).getByText('No licence').waitFor();
    await button('Clear').click();
    await change('Register licence …', 'Register licence');
    await page.getByText('1 licence registered.').waitFor();
    await device(7).getByText('Connected').waitFor();
  });

  it('uploads a file in parts, and shows how far it is', async () => {
    await at('files');
    await page.getByRole('link', { name: 'Upload file' }).click();
    const buffer = Buffer.alloc(9_000_000, 'cap');
    const content = { name: 'detector.bin', mimeType: 'application/octet-stream', buffer };
    await page.locator('input[type=file]').setInputFiles(content);
    await page.getByRole('progressbar').waitFor();
    await page.getByText('9 MB, all of it arrived').waitFor();
    await button('Create detector').click();
    await page.getByText('detector is ready to be deployed.').waitFor();
  });

  it('puts it on two devices, and says so on each', async () => {
    await page.getByRole('link', { name: 'Deploy …' }).first().click();
    for (const index of [1, 2]) await page.getByRole('checkbox', { name: `Choose ${nameOf(index)}` }).check();
    await page.getByText('2 devices: 2 now.').waitFor();
    await button('Deploy detector v1 to 2 devices').click();
    for (const index of [1, 2]) await target(index).getByText('Deployed').waitFor({ timeout: 30_000 });
    await page.getByRole('link', { name: nameOf(1) }).click();
    await page.getByRole('region', { name: 'Files' }).getByText('detector').waitFor();
  });

  it('draws a flow before it is deployed', async () => {
    await at('flows');
    await button('Upload flow').click();
    await page.getByText('Paste', { exact: true }).click();
    await page.getByLabel('Flow as JSON').fill(plantFlow());
    await page.getByText('132 nodes on 5 tabs').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('line-monitor');
    await page.getByRole('dialog').getByRole('button', { name: 'Upload flow' }).click();
    await page.getByRole('heading', { name: 'line-monitor', exact: true }).waitFor();
    const picture = page.getByRole('group', { name: /Line 3, 63 nodes/ });
    await picture.locator('svg path').nth(60).waitFor({ state: 'attached' });
  });

  it('previews a rollout in phases to all that carry a tag', async () => {
    await page.getByRole('link', { name: 'Deploy …' }).first().click();
    await page.getByRole('combobox', { name: 'Tag' }).click();
    await page.getByRole('option', { name: 'line-3' }).click();
    await button(`All ${DEVICES} that match`).click();
    await page.getByText('In phases', { exact: true }).click();
    await page.getByLabel('Size of phase 1').fill('10');
    await page.getByLabel('Size of phase 2').fill('50');
    await page.getByText(`${DEVICES} devices: ${DEVICES} now.`).waitFor();
    await page.getByText('Phases of 10, 55, 45 devices.').waitFor();
    await page.getByText(`${DEVICES} devices have nothing of it now.`).waitFor();
  });

  it('halts at the first failure, and says in the words of the device what went wrong', async () => {
    await button(`Deploy line-monitor v1 to ${DEVICES} devices in 3 phases`).click();
    await rollout('halted').waitFor({ timeout: 60_000 });
    await target(FAILING).getByText(WORDS).waitFor();
    await target(STUCK)
      .getByText(/^The rollout is halted/)
      .waitFor();
  });

  it('goes on after a yes, and every change comes by itself', async (test) => {
    await untilLive(page);
    await page.evaluate(watchTargets);
    await button('Resume …').click();
    await button('Resume the rollout').click();
    await button('Pause …').click();
    await button('Pause the rollout').click();
    await rollout('paused').waitFor();
    await button('Resume …').click();
    await button('Resume the rollout').click();
    await page.getByText(`${DEPLOYED} deployed`).first().waitFor({ timeout: 60_000 });
    await target(STUCK).getByText('Deploying').waitFor();
    test.diagnostic(await delays());
  });

  it('cancels where it hangs', async () => {
    await button('More actions').click();
    await page.getByRole('menuitem', { name: 'Cancel …' }).click();
    await button(`Cancel on ${OPEN} devices`).click();
    await target(STUCK).locator('[data-state=cancelled]').waitFor({ timeout: 30_000 });
  });

  it('rolls back to what each device had before', async () => {
    await button('Roll back …').click();
    const deploymentId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const { client } = run.system;
    const { devices } = await client.call('deployments.rollback', { params: { deploymentId } });
    assert.ok(devices >= DEPLOYED, 'those that were told and failed go back, too');
    await button(`Roll back ${devices} devices`).click();
    await page.getByText('takes back').waitFor();
    const back = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const { counts } = await client.call('deployments.get', { params: { deploymentId: back } });
    const made = Object.values<number>(counts as Record<string, number>).reduce((sum, count) => sum + count, 0);
    assert.equal(made, devices, 'as many as were said');
    await page.locator('[data-summary="successful"]').waitFor({ timeout: 60_000 });
    assert.ok([...fleet.devices.values()].every(({ memory }) => memory.flow === undefined || memory.stuck));
  });

  it('tells afterwards who did what', async () => {
    await at('deployments');
    await page.getByRole('link', { name: 'Deploy detector v1' }).waitFor();
    await at('activity');
    await page
      .getByText(`A licence was registered for ${nameOf(7)}.`)
      .first()
      .waitFor();
  });

  it('never made the browser complain, nor a device', () => {
    assert.deepEqual(run.complaints, []);
    assert.deepEqual(fleet.problems(), []);
  });

  /** How long after the server noted them the changes of targets were on the open page, in words. */
  async function delays(): Promise<string> {
    const deploymentId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const { targets } = await run.system.client.call('deployments.get', { params: { deploymentId } });
    const seen = (await page.evaluate('window.seenDeployed')) as Record<string, number>;
    const late = targets
      .flatMap(({ device, updatedAt }) => (seen[device] ? [seen[device] - Date.parse(updatedAt)] : []))
      .sort((a, b) => a - b);
    assert.ok(late.length > 10, 'the page was never loaded again');
    return `${late.length} targets were shown as deployed ${late[late.length >> 1]} ms (median), at most ${late.at(-1)} ms after`;
  }
});

/** Notes in the page when each row of a target was first drawn as deployed; 0 for those that are so already. */
const watchTargets = `
  window.seenDeployed = {};
  const note = (at = Date.now()) => {
    for (const row of document.querySelectorAll('[data-target]:has([data-state=deployed])'))
      window.seenDeployed[row.dataset.target] ??= at;
  };
  note(0);
  new MutationObserver(() => note()).observe(document.body, { subtree: true, childList: true, attributes: true });
`;
