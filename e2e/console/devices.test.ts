import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, beforeEach, describe, it } from 'node:test';
import { until } from '@thingdock/testkit';
import type { Page } from 'playwright-core';
import { untilLive } from './console.ts';
import { type ContractConsole, startContractConsole } from './contract-console.ts';
import { deviceHandlers, type Fleet, fleetOf, PROJECT } from './device-contract.ts';
import { walkDevices } from './device-screens.ts';
import { findings } from './findings.ts';

/** Screens that differ from another one in their data only. */
const ALIKE: ReadonlySet<string> = new Set([
  'devices-one',
  'devices-filtered',
  'devices-selected',
  'device-page-month',
  'device-old-agent',
  'log-searched',
]);

/** Devices in every state and number, as the contract allows them; what the real server does is proved elsewhere. */
describe('the screens of devices', () => {
  let run: ContractConsole;
  let page: Page;
  let fleet: Fleet;

  const use = (size: number) => {
    fleet = fleetOf(size);
    run.contract.handlers = deviceHandlers(fleet);
    run.contract.requests.length = 0;
  };
  before(async () => {
    run = await startContractConsole({});
    page = await run.open();
  });
  beforeEach(() => use(60));
  after(() => run.stop());

  const at = (path: string) => page.goto(`${run.url}/p/${PROJECT}/${path}`);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const row = (name: string) => page.locator(`[data-device="${name}"]`);
  const sent = (route: string) => run.contract.requests.filter((request) => request.route === route);
  const announce = (type: 'device' | 'log' | 'event', ...keys: string[]) =>
    run.contract.announce({ event: 'changes', changes: [{ type, projectId: PROJECT, keys }] });
  const device = (name: string) => {
    const found = fleet.devices.find((it) => it.name === name);
    assert.ok(found);
    return found;
  };

  describe('the list', () => {
    it('draws only what is seen of ten thousand devices, and loads them as they are scrolled to', async () => {
      use(10_000);
      await at('devices');
      await page.getByText('10,000 devices, 100 loaded').waitFor();
      assert.ok((await page.getByRole('row').count()) < 80);
      for (let loaded = 100; loaded < 1_000; loaded += 100) {
        await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
        await page.getByText(`10,000 devices, ${(loaded + 100).toLocaleString('en-US')} loaded`).waitFor();
      }
      assert.ok((await page.getByRole('row').count()) < 80);
      assert.deepEqual(run.contract.violations, []);
    });

    it('tells each status by a shape and words of its own', async () => {
      await at('devices');
      for (const [name, words] of [
        ['gw-osaka-00001', 'Connected'],
        ['gw-osaka-00002', 'connection lost'],
        ['gw-osaka-00003', 'not answering'],
        ['gw-osaka-00004', 'No licence'],
        ['gw-osaka-00005', 'Monitoring off'],
        ['gw-osaka-00006', 'Gone'],
      ] as const)
        await row(name).getByText(words).waitFor();
      const looks = await page
        .locator('td [data-status]')
        .evaluateAll((all) => all.slice(0, 6).map((it) => it.getAttribute('data-status')));
      assert.deepEqual(looks, ['connected', 'disconnected', 'unknown', 'unlicensed', 'off', 'gone']);
    });

    it('asks the server for filters, says them in words, and has them in its address', async () => {
      await at('devices');
      await button(/unknown$/).click();
      await page.getByText('status is unknown').waitFor();
      await page.getByRole('searchbox', { name: 'Filter devices by name' }).fill('0000');
      await page.getByText('name contains “0000”').waitFor();
      await row('gw-osaka-00001').waitFor({ state: 'detached' });
      const { searchParams } = new URL(page.url());
      assert.deepEqual(
        [searchParams.get('status'), searchParams.get('name')?.replaceAll('"', '')],
        ['unknown', '0000'],
      );
      await page.reload();
      await row('gw-osaka-00003').waitFor();
      await button('Remove the filter: status is unknown').click();
      await row('gw-osaka-00001').waitFor();
      await button('Remove the filter: name contains “0000”').click();
      await row('gw-osaka-00012').waitFor();
      assert.equal(new URL(page.url()).search, '');
    });

    it('has every condition behind one button', async () => {
      await at('devices');
      await button('Filter …').click();
      await page.getByRole('combobox', { name: 'Licence' }).click();
      await page.getByRole('option', { name: 'Has none' }).click();
      await page.getByText('has no licence').waitFor();
      await page.getByLabel('Agent version').fill('2.4.0');
      await page.getByLabel('Agent version').press('Enter');
      await page.getByText('agent 2.4.0').waitFor();
      await page.getByText('No device matches.').waitFor();
      await page.keyboard.press('Escape');
      await button('Show all').click();
      await row('gw-osaka-00001').waitFor();
    });

    it('keeps filters under names for everybody: saved, applied, renamed, deleted and brought back', async () => {
      await at('devices?status=gone');
      await button('Saved …').click();
      await page.getByRole('menuitem', { name: 'Save this filter …' }).click();
      await page.getByRole('dialog').getByLabel('Name').fill('night SHIFT');
      await button('Save filter').click();
      await page.getByText('This project has a filter named "night SHIFT" already.').waitFor();
      await page.getByRole('dialog').getByLabel('Name').fill('Gone ones');
      await page.keyboard.press('Enter');
      await button('Saved: Gone ones').click();
      await page.getByRole('menuitem', { name: 'Night shift' }).click();
      await page.getByText('status is disconnected or unknown').waitFor();
      await page.getByText('tagged night', { exact: true }).waitFor();
      const { searchParams } = new URL(page.url());
      assert.deepEqual([searchParams.get('status'), searchParams.get('tags')], ['disconnected,unknown', 'night']);
      await button('Saved: Night shift').click();
      await page.getByRole('menuitem', { name: 'Manage filters …' }).click();
      await page.getByText('status is disconnected or unknown and tagged night, by Aiko').waitFor();
      await button('Rename Night shift').click();
      await page.getByRole('dialog').getByLabel('Name').fill('Late shift');
      await button('Rename filter').click();
      await button('Delete Gone ones').click();
      await page.getByText('“Gone ones” is deleted.').waitFor();
      assert.deepEqual(
        fleet.filters.map(({ name }) => name),
        ['Late shift'],
      );
      await button('Undo').click();
      await button('Delete Gone ones').waitFor();
      assert.deepEqual(fleet.filters[1]?.filter, { status: 'gone' });
      await page.keyboard.press('Escape');
      await button('Saved: Late shift').waitFor();
    });

    it('lets a saved filter find what the list shows, where that is none of them', async () => {
      await at('devices?tags=line-3');
      await button('Saved …').click();
      await page.getByRole('menuitem', { name: 'Manage filters …' }).click();
      await button('Replace Night shift by what the list shows').click();
      await page.getByText('tagged line-3, by Aiko').waitFor();
      assert.deepEqual(fleet.filters[0]?.filter, { tags: 'line-3' });
    });

    it('is ordered by the server', async () => {
      await at('devices');
      await button('Last heard').click();
      await page.getByRole('columnheader', { name: 'Last heard' }).waitFor();
      await until('the order', () =>
        sent('devices.find').some(({ query }) => (query as { sort: string }).sort === 'seen'),
      );
      assert.equal(new URL(page.url()).searchParams.get('sort'), 'seen');
    });

    it('selects across pages, and tags all that match without loading them', async () => {
      use(10_000);
      await at('devices?status=disconnected');
      await page.getByText(/^224 devices, 100 loaded$/).waitFor();
      await page.getByRole('checkbox', { name: 'Select all devices shown' }).check();
      await page.getByText('100 devices selected').waitFor();
      await button('Select all 224 that match').click();
      await page.getByText('All 224 devices selected').waitFor();
      await button('Tag …').click();
      await page.getByRole('dialog').getByLabel('Add').fill('checked');
      await page.keyboard.press('Enter');
      await button('Tag 224 devices').click();
      await page.getByText('The tags of 224 devices were changed.').waitFor();
      assert.deepEqual(sent('tags.change')[0]?.body, {
        filter: { status: 'disconnected' },
        add: ['checked'],
        remove: [],
      });
    });

    it('registers licences of what is selected, by keyboard', async () => {
      await at('devices?licensed=no');
      await row('gw-osaka-00004').waitFor();
      for (const key of ['j', 'x']) await page.keyboard.press(key);
      await page.getByText('1 device selected').waitFor();
      await button('Licence …').click();
      await page.getByRole('menuitem', { name: 'Register licence …' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Register licence' }).click();
      await page.getByText('1 licence registered.').waitFor();
      assert.equal(device('gw-osaka-00004').licensed, true);
    });

    it('forgets a device that is gone, when that was confirmed', async () => {
      await at('devices');
      await row('gw-osaka-00006').getByRole('button', { name: 'Forget …' }).click();
      await page.getByText('its tags and its licence go from here').waitFor();
      await button('Forget gw-osaka-00006').click();
      await row('gw-osaka-00006').waitFor({ state: 'detached' });
    });

    it('forgets those of what is selected that are gone', async () => {
      await at('devices');
      await page.getByRole('checkbox', { name: 'Select gw-osaka-00001' }).check();
      assert.equal(await button('Forget gone …').count(), 0, 'it is there');
      await page.getByRole('checkbox', { name: 'Select gw-osaka-00006' }).check();
      await button('Forget gone …').click();
      await page.getByText('All others are left alone.').waitFor();
      await button('Forget those that are gone').click();
      await page.getByText('1 device forgotten. 1 device that AWS has still: left alone.').waitFor();
      await row('gw-osaka-00006').waitFor({ state: 'detached' });
      const named = ['gw-osaka-00001', 'gw-osaka-00006'].map((name) => ({ connectionId: 'osaka', name }));
      assert.deepEqual(sent('devices.forgetMany')[0]?.body, { devices: named, releaseLicences: true });
    });

    it('shows a change within a second, and asks for what is on the screen only', async () => {
      use(10_000);
      await at('devices');
      await untilLive(page);
      await row('gw-osaka-00001').getByText('Connected').waitFor();
      await until('nothing to be asked', () => sent('devices.find').length > 0);
      Object.assign(device('gw-osaka-00001'), { status: 'disconnected', reason: 'connection_lost' });
      const before = sent('devices.find').length;
      const began = performance.now();
      announce('device', 'osaka/gw-osaka-00001');
      await row('gw-osaka-00001').getByText('Disconnected').waitFor();
      const took = performance.now() - began;
      assert.ok(took < 1_000, `it took ${Math.round(took)} ms`);
      assert.ok(sent('devices.find').length - before <= 2);
    });

    it('leaves the list alone when something changes that is not in it', async () => {
      use(10_000);
      await at('devices');
      await untilLive(page);
      await row('gw-osaka-00001').waitFor();
      const before = sent('devices.find').length;
      announce('device', 'tokyo/gw-tokyo-09999');
      await until('the counts', () => sent('devices.counts').length > 0);
      announce('device', 'osaka/gw-osaka-00001');
      await until('the list', () => sent('devices.find').length > before);
      assert.equal(sent('devices.find').length, before + 1);
    });
  });

  describe('the page of a device', () => {
    it('gives the evidence of every change, by arrow keys and as a table', async () => {
      await at('devices/osaka/gw-osaka-00001');
      const strip = page.getByRole('slider', { name: /^Timeline/ });
      await strip.focus();
      await page.keyboard.press('ArrowLeft');
      assert.match((await strip.getAttribute('aria-valuetext')) ?? '', /^Disconnected for .*broke without a goodbye/);
      await page.getByText('84.3 %, known for 95.8 % of it').waitFor();
      await page.getByText(/^It flaps: 8 changes/).waitFor();
      await page.getByText('As a table').click();
      await page.getByRole('region', { name: 'Changes of the status' }).getByText('Since it gave no answer').waitFor();
      await page.getByText('30 days', { exact: true }).click();
      await page.getByText('Monitoring off').waitFor();
      assert.equal(new URL(page.url()).searchParams.get('range'), '30d');
    });

    it('switches monitoring off when that was confirmed, and says that the device has not heard of it', async () => {
      const monitoring = page.getByRole('switch', { name: 'Monitoring' });
      await at('devices/osaka/gw-osaka-00001');
      await page.getByText('On, as the device says itself').waitFor();
      await monitoring.click();
      await button('Switch off').click();
      await page.getByText(/^Asked to be off; the device still has it on/).waitFor();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await monitoring.click();
      await page.getByText('On, as the device says itself').waitFor();
      assert.deepEqual(
        sent('devices.monitor').map(({ body }) => body),
        [{ on: false }, { on: true }],
      );
    });

    it('adds and removes tags where they stand', async () => {
      await at('devices/osaka/gw-osaka-00001');
      await button('Add tag').click();
      await page.getByRole('combobox', { name: 'New tag' }).fill('spare');
      await page.keyboard.press('Enter');
      await button('Remove the tag spare').waitFor();
      await button('Remove the tag night').click();
      await button('Remove the tag night').waitFor({ state: 'detached' });
      assert.deepEqual(device('gw-osaka-00001').tags, ['line-3', 'spare']);
    });

    it('says what an old agent cannot do, and from which version on it could', async () => {
      await at('devices/osaka/gw-osaka-00003');
      await page.getByText('start and stop a flow: needs 2.6.0').waitFor();
    });

    it('explains why there is nothing to see without a licence, and registers one', async () => {
      await at('devices/osaka/gw-osaka-00004');
      await page.getByText('Without a licence no status is shown').waitFor();
      const asked = [...sent('devices.logs'), ...sent('devices.timeline')].map(({ params }) => params.deviceName);
      assert.ok(!asked.includes('gw-osaka-00004'), 'nothing was asked for that it may not see');
      await button('Register licence …').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Register licence' }).click();
      await page.getByRole('slider').waitFor();
    });
  });

  describe('what is on a device', () => {
    it('is told with its variables, which begin the next ones, and files can be taken away', async () => {
      await at('devices/osaka/gw-osaka-00001');
      const variables = page.getByRole('region', { name: 'Environment variables' });
      await variables.getByText('the device has “day” still').waitFor();
      await page.getByText('a loss would show within').waitFor();
      await variables.getByRole('link', { name: 'Set' }).click();
      await page.getByRole('button', { name: 'Begin with what gw-osaka-00001 has' }).click();
      await page.getByRole('textbox', { name: 'Name of variable 2' }).waitFor();
      assert.equal(await page.getByRole('textbox', { name: 'Value of variable 2' }).inputValue(), 'night');
      for (const at of [2, 1]) await page.getByRole('button', { name: `Remove variable ${at}` }).click();
      await page.getByRole('button', { name: 'Take all variables away on 1 device' }).waitFor();
      await at('devices/osaka/gw-osaka-00001');
      await page.getByRole('link', { name: 'Remove detector from the device' }).click();
      await page.getByRole('combobox', { name: 'Action' }).waitFor();
      assert.equal(new URL(page.url()).searchParams.get('kind'), 'file-remove');
    });
  });

  describe('the log', () => {
    it('follows as it grows, and keeps still while somebody reads or paused it', async () => {
      await at('devices/osaka/gw-osaka-00001/log');
      await untilLive(page);
      const lines = page.getByRole('region', { name: /^Log/ }).getByRole('row');
      await page.getByText('Live: new lines come on top.').waitFor();
      await lines.nth(3).waitFor();
      const grow = () => {
        fleet.lines += 1;
        announce('log', 'osaka/gw-osaka-00001');
      };
      const asked = () => sent('devices.logs').length;
      const before = asked();
      grow();
      await until('the new line to be asked for', () => asked() > before);
      await button('Pause').click();
      const paused = asked();
      grow();
      await page.getByText('There are newer lines.').waitFor();
      assert.equal(asked(), paused);
      await button('Resume').click();
      await until('what was missed', () => asked() > paused);
      await page.getByRole('region', { name: /^Log/ }).evaluate((region) => region.scrollTo(0, 400));
      await page.getByText('Paused while you read.').waitFor();
    });

    it('is searched by text, level and time, all in its address', async () => {
      await at('devices/osaka/gw-osaka-00001/log');
      await page.getByRole('searchbox').fill('broker');
      await page.getByText('Started flows').first().waitFor({ state: 'detached' });
      await page.getByRole('combobox', { name: 'Level' }).click();
      await page.getByRole('option', { name: 'error' }).click();
      await page.getByText('No line matches.').waitFor();
      await page.getByRole('combobox', { name: 'Time' }).click();
      await page.getByRole('option', { name: 'Last 24 hours' }).click();
      await until('the time', () => sent('devices.logs').some(({ query }) => (query as { from?: string }).from));
      assert.equal(new URL(page.url()).search, '?text=broker&level=error&last=24');
    });

    it('is saved with all that the filters let through, loaded or not', async () => {
      await at('devices/osaka/gw-osaka-00001/log?level=info');
      await button('Save …').click();
      const saved = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: 'As JSON, a line each' }).click();
      const file = await saved;
      assert.equal(file.suggestedFilename(), 'gw-osaka-00001.jsonl');
      await page.getByText(/^[\d,]+ lines saved\.$/).waitFor();
      const asked = sent('devices.logs').map(({ query }) => query as { limit: string; level: string });
      assert.ok(asked.some(({ limit, level }) => limit === '1000' && level === 'info'));
    });

    it('of thousands of lines draws only what is seen', async () => {
      await at('devices/osaka/gw-osaka-00001/log');
      const region = page.getByRole('region', { name: /^Log/ });
      await region.getByRole('row').nth(3).waitFor();
      await region.evaluate((it) => it.scrollTo(0, it.scrollHeight));
      await until('older lines', () => sent('devices.logs').some(({ query }) => (query as { before?: string }).before));
      assert.ok((await region.getByRole('row').count()) < 100);
    });
  });

  describe('licences', () => {
    it('say how many are left, and are issued by administrators', async () => {
      await at('licences');
      await page.getByText(/ left of 12,000/).waitFor();
      await button('Change …').click();
      await page.getByLabel('Licences issued').fill('100');
      await button('Issue 100').click();
      await page.getByText(/ left of 100/).waitFor();
      await page.getByRole('switch', { name: 'Register new devices by themselves' }).click();
      await page.getByText(/until somebody registers a licence for it/).waitFor();
      assert.deepEqual([fleet.limit, fleet.registerNew], [100, false]);
    });

    it('are found by the begin of a name, and deleted when that was confirmed', async () => {
      await at('licences');
      await page.getByRole('searchbox').fill('gw-osaka-00001');
      await page.locator('[data-licence="gw-osaka-00002"]').waitFor({ state: 'detached' });
      await button('Delete the licence of gw-osaka-00001').click();
      await page.getByText('Their tokens end at once').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete licence' }).click();
      await page.getByText('1 licence deleted.').waitFor();
      assert.equal(device('gw-osaka-00001').licensed, false);
    });
  });

  it('what happened is told in sentences, by kind', async () => {
    await at('activity');
    await page.getByText('gw-osaka-00006 is gone from AWS.').waitFor();
    await page.getByText('Licences', { exact: true }).last().click();
    await page.getByText('A licence was registered for gw-osaka-00009.').waitFor();
    await page.getByText('gw-osaka-00006 is gone from AWS.').waitFor({ state: 'detached' });
  });

  describe('the logs of a project', () => {
    const asked = () => sent('logs.export').at(-1)?.query as { from: string; to: string };
    const daysOf = ({ from, to }: { from: string; to: string }) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

    it('are exported for a period, archive by archive', async () => {
      use(10_000);
      run.contract.bytes = { archive: (_project, { part }) => Buffer.from(`content of ${part}`) };
      await at('activity');
      await button('Export logs …').click();
      await page.getByText('20,000 uploads of 10,000 devices, 37 MB before they are packed, in 2 archives.').waitFor();
      assert.equal(daysOf(asked()), 7);
      await page.getByText('30 days', { exact: true }).click();
      await until('the longer period', () => daysOf(asked()) === 30);
      const saving = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download Plant North_2.zip' }).click();
      const saved = await saving;
      assert.equal(saved.suggestedFilename(), 'Plant North_2.zip');
      assert.equal(await readFile(await saved.path(), 'utf8'), 'content of part-2');
    });

    it('of a period that has none, or is none, say what to do', async () => {
      fleet.lines = 0;
      await at('activity');
      await button('Export logs …').click();
      await page.getByText('No device sent logs in this period.').waitFor();
      await page.getByText('Other', { exact: true }).click();
      await page.getByLabel('From', { exact: true }).fill('2038-01-01T00:00:00');
      await page.getByText('Choose a period of at most 30 days that ends after it begins.').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    });
  });

  it('axe-core finds nothing serious on any of them, light or dark', async () => {
    const page = await run.open({ reducedMotion: 'reduce' });
    const found: Record<string, string[]> = {};
    await walkDevices(run, page, async (name) => {
      if (ALIKE.has(name)) return;
      const bad = await findings(page);
      if (bad.length > 0) found[name] = bad;
    });
    assert.deepEqual(found, {});
    await page.context().close();
  });

  it('and neither the browser nor the contract complained', () => {
    assert.deepEqual(run.complaints, []);
    assert.deepEqual(run.contract.violations, []);
  });
});
