import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { type ConsoleRun, startConsole, untilQuiet } from './console.ts';
import { findings } from './findings.ts';
import { type Content, fill, openScreen, signedInScreens } from './screens.ts';

describe('axe-core finds nothing serious in either theme', () => {
  let run: ConsoleRun;
  let content: Content;

  before(async () => {
    run = await startConsole();
    content = await fill(run.system, 24);
  });
  after(() => run.stop());

  let page: Page;
  before(async () => {
    page = await run.open({ signedIn: true, reducedMotion: 'reduce' });
  });
  after(() => page.context().close());

  it('on any screen', async () => {
    const found: Record<string, string[]> = {};
    for (const screen of signedInScreens(content)) {
      await openScreen(page, run.system.url, screen);
      const bad = await findings(page);
      if (bad.length > 0) found[screen.name] = bad;
    }
    assert.deepEqual(found, {});
  });

  it('in dialogs, menus and forms with faults', async () => {
    const found: Record<string, string[]> = {};
    const look = async (name: string) => {
      await untilQuiet(page);
      const bad = await findings(page);
      if (bad.length > 0) found[name] = bad;
    };
    const project = new URL(`/p/${content.projectId}/`, run.system.url);
    await page.goto(new URL('connections', project).href);
    await page.getByRole('button', { name: 'Actions for Osaka line' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByText('enebular_status_push_rule').waitFor();
    await look('delete dialog');
    await page.goto(new URL('connections/new', project).href);
    await page.getByRole('button', { name: 'Create connection' }).click();
    await page.getByText('Connection Name is missing.').waitFor();
    await page.getByRole('button', { name: 'Where do I find this? AWS Access Key ID' }).click();
    await look('form with faults');
    await page.goto(new URL('flows', project).href);
    await page.getByRole('button', { name: 'Upload flow' }).click();
    await page.getByRole('dialog').waitFor();
    await look('upload dialog');
    await page.goto(new URL('devices', project).href);
    await page.getByRole('row').nth(3).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await look('keys');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('option').first().waitFor();
    await look('palette');
    assert.deepEqual(found, {});
  });

  it('before anybody is signed in', async () => {
    const page = await run.open({ reducedMotion: 'reduce' });
    for (const path of ['/sign-in', '/setup', '/setup#token']) {
      await page.goto('about:blank');
      await page.goto(new URL(path, run.system.url).href);
      await page.getByRole('heading').first().waitFor();
      await untilQuiet(page);
      assert.deepEqual(await findings(page), [], path);
    }
    await page.context().close();
  });

  it('and the browser never complained', () => {
    assert.deepEqual(run.complaints, []);
  });
});
