import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Device } from '@thingdock/api';
import type { Page } from 'playwright-core';
import { helloFlow } from '../system/flow.ts';
import { type ConsoleRun, startConsole, untilLive } from './console.ts';
import { type Content, fill } from './screens.ts';

describe('a page that stays open', () => {
  let run: ConsoleRun;
  let content: Content;
  let page: Page;
  const at = (path: string) => new URL(`/p/${content.projectId}/${path}`, run.system.url).href;
  const upload = (name: string) =>
    run.system.client.call('flows.create', {
      params: { projectId: content.projectId },
      body: { name, content: helloFlow(name) },
    });

  before(async () => {
    run = await startConsole();
    content = await fill(run.system, 3);
    page = await run.open({ signedIn: true });
  });
  after(() => run.stop());

  it('shares one stream with every other tab, and both hear of a change', async () => {
    const streams: string[] = [];
    page.context().on('request', (request) => request.url().includes('/api/feed') && streams.push(request.url()));
    const other = await page.context().newPage();
    for (const one of [page, other]) {
      await one.goto(at('flows'));
      await untilLive(one);
    }
    assert.equal(streams.length, 1);
    await upload('heard in both');
    for (const one of [page, other]) await one.getByRole('link', { name: 'heard in both', exact: true }).waitFor();
    await page.close();
    await untilLive(other);
    await upload('heard by the one that took over');
    await other.getByRole('link', { name: 'heard by the one that took over', exact: true }).waitFor();
    page = other;
  });

  it('says that the stream is lost and how old its data are, and catches up by itself', async () => {
    run.system.server.kill('SIGKILL');
    await page.getByText(/^Reconnecting, data as of \d\d:\d\d$/).waitFor();
    await page.getByRole('link', { name: 'heard in both', exact: true }).waitFor();
    await run.system.restartServer();
    await upload('made while nobody listened');
    await page.getByRole('link', { name: 'made while nobody listened', exact: true }).waitFor();
    await untilLive(page);
    assert.equal(await page.getByText(/^Reconnecting/).count(), 0);
  });

  it('draws only what can be seen of ten thousand devices, and selects them all', async () => {
    const many = await tenThousand();
    await page.route('**/api/connections/*/devices', (route) => route.fulfill({ json: { items: many } }));
    await page.goto(at('devices'));
    await page.getByRole('row', { name: /gw-00001/ }).waitFor();
    assert.ok((await page.getByRole('row').count()) < 80);
    await page.getByRole('checkbox', { name: 'Select all devices shown' }).check();
    await page.getByText('10,000 devices selected').waitFor();
    assert.equal(new URL(page.url()).searchParams.get('selected'), '*');
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
    await page.getByRole('row', { name: /gw-10000/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Filter devices by name' }).fill('gw-0777');
    await page.getByRole('row', { name: /gw-07770/ }).waitFor();
    assert.equal(await page.getByRole('row').count(), 11);
  });

  async function tenThousand(): Promise<Device[]> {
    const { connectionId } = content;
    const { items } = await run.system.client.call('devices.list', { params: { connectionId } });
    return Array.from({ length: 10_000 }, (_, index) => ({
      ...(items[index % items.length] as Device),
      name: `gw-${String(index + 1).padStart(5, '0')}`,
    }));
  }

  it('keeps filter and selection in its address, so that a link shows the same', async () => {
    await page.unroute('**/api/connections/*/devices');
    await page.goto(at('devices?q=osaka&status=unknown&selected=gw-osaka-003&sort=-name'));
    await page.getByRole('row', { name: /gw-osaka-003/ }).waitFor();
    assert.equal(await page.getByRole('checkbox', { name: 'Select gw-osaka-003' }).isChecked(), true);
    assert.equal(await page.getByRole('searchbox').inputValue(), 'osaka');
    assert.equal(await page.getByRole('button', { name: '1 unknown' }).getAttribute('aria-pressed'), 'true');
    assert.equal(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort'), 'descending');
  });
});
