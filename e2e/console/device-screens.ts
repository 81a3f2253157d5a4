import type { Page } from 'playwright-core';
import { untilQuiet } from './console.ts';
import type { ContractConsole } from './contract-console.ts';
import { deviceHandlers, fleetOf, PROJECT } from './device-contract.ts';

type Screen = readonly [name: string, path: string, shows: string];

/** What there is to see with so many devices: name, address, and a text that says that all of it is there. */
const SCREENS: Record<number, readonly Screen[]> = {
  0: [
    ['devices-none', 'devices', 'This account has no things yet'],
    ['licences-none', 'licences', 'No licence is registered yet'],
    ['activity-none', 'activity', 'Nothing happened yet'],
  ],
  1: [['devices-one', 'devices', 'gw-osaka-00001']],
  10000: [
    ['devices-many', 'devices', 'gw-osaka-00002'],
    ['devices-filtered', 'devices?status=unknown,disconnected&tags=line-3&sort=-seen', 'tagged line-3'],
    ['devices-selected', 'devices?connection=osaka&selected=gw-osaka-00001,gw-osaka-00003', '2 devices selected'],
    ['devices-all-selected', 'devices?connection=osaka&selected=*', 'devices selected'],
    ['device-page', 'devices/osaka/gw-osaka-00001', 'Connected, last 24 hours'],
    ['device-page-month', 'devices/osaka/gw-osaka-00001?range=30d', 'Connected, last 24 hours'],
    ['device-unlicensed', 'devices/osaka/gw-osaka-00004', 'Without a licence no status is shown'],
    ['device-monitoring-off', 'devices/osaka/gw-osaka-00005', 'Monitoring is off: no new lines come'],
    ['device-old-agent', 'devices/osaka/gw-osaka-00003', 'This agent cannot'],
    ['device-gone', 'devices/osaka/gw-osaka-00006', 'AWS IoT has no thing of this name'],
    ['log', 'devices/osaka/gw-osaka-00001/log', 'Live: new lines come on top'],
    ['log-searched', 'devices/osaka/gw-osaka-00001/log?level=error&last=24', 'TypeError'],
    ['licences', 'licences', 'gw-osaka-00001'],
    ['activity', 'activity', 'flaps: 8 changes'],
  ],
};

/** Opens every screen of devices in turn, with none, one and ten thousand of them. */
export async function walkDevices(
  run: ContractConsole,
  page: Page,
  look: (name: string) => Promise<void>,
): Promise<void> {
  const at = (path: string) => page.goto(`${run.url}/p/${PROJECT}/${path}`);
  const shown = async (name: string) => {
    await untilQuiet(page);
    await look(name);
  };
  for (const [size, screens] of Object.entries(SCREENS)) {
    run.contract.handlers = deviceHandlers(fleetOf(Number(size)));
    for (const [name, path, shows] of screens) {
      await at(path);
      await page.getByText(shows).first().waitFor();
      await shown(name);
    }
  }
  await walkDialogs(page, at, shown);
}

async function walkDialogs(
  page: Page,
  at: (path: string) => Promise<unknown>,
  shown: (name: string) => Promise<void>,
): Promise<void> {
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  await at('devices?connection=osaka&selected=gw-osaka-00001,gw-osaka-00003');
  await button('Filter …').click();
  await page.getByLabel('Agent version').waitFor();
  await shown('devices-filter');
  await page.keyboard.press('Escape');
  await button('Saved …').click();
  await page.getByRole('menuitem', { name: 'Night shift' }).waitFor();
  await shown('devices-saved');
  await page.getByRole('menuitem', { name: 'Manage filters …' }).click();
  await button('Rename Night shift').waitFor();
  await shown('devices-saved-filters');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await button('Tag …').click();
  await page.getByRole('dialog').waitFor();
  await shown('devices-tag');
  await button('Cancel').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await button('Licence …').click();
  await page.getByRole('menuitem', { name: 'Delete licence …' }).click();
  await page.getByRole('dialog').waitFor();
  await shown('devices-delete-licence');
  await at('devices/osaka/gw-osaka-00001');
  await page.getByRole('slider').focus();
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
  await page.getByText(/^As a table/).click();
  await page.getByRole('region', { name: 'Changes of the status' }).waitFor();
  await shown('timeline');
  await page.getByLabel('Monitoring', { exact: true }).click({ force: true });
  await page.getByRole('dialog').waitFor();
  await shown('monitoring-off-dialog');
  await at('activity');
  await button('Export logs …').click();
  await page.getByRole('link', { name: 'Download Plant North_2.zip' }).waitFor();
  await shown('logs-export');
}
