import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
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

  it('keeps filter and selection in its address, so that a link shows the same', async () => {
    await page.goto(at('devices?name=osaka&status=unknown&selected=gw-osaka-003&sort=-name'));
    await page.getByRole('row', { name: /gw-osaka-003/ }).waitFor();
    assert.equal(await page.getByRole('checkbox', { name: 'Select gw-osaka-003' }).isChecked(), true);
    assert.equal(await page.getByRole('searchbox').inputValue(), 'osaka');
    await page.getByText('name contains “osaka”').waitFor();
    assert.equal(await page.getByRole('button', { name: '1 unknown' }).getAttribute('aria-pressed'), 'true');
    assert.equal(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort'), 'descending');
  });
});
