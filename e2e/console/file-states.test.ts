import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { UPLOAD_PART_LIMIT } from '@thingdock/api';
import { until } from '@thingdock/testkit';
import type { Page } from 'playwright-core';
import { type ContractConsole, startContractConsole } from './contract-console.ts';
import { deploymentHandlers } from './deployment-contract.ts';
import { TELLING_KINDS, walkDeployments } from './deployment-screens.ts';
import { PROJECT } from './device-contract.ts';
import { findings } from './findings.ts';

const SIZE = UPLOAD_PART_LIMIT + 5_000;
const CONTENT = { name: 'cap detector.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(SIZE, 7) };

describe('the screens of files', () => {
  let run: ContractConsole;
  let page: Page;

  before(async () => {
    run = await startContractConsole({});
    page = await run.open();
  });
  beforeEach(() => {
    run.contract.handlers = deploymentHandlers(run);
    run.contract.requests.length = 0;
    run.parts.taken.length = 0;
    run.parts.gate = async () => {};
  });
  after(() => run.stop());

  const at = (path: string) => page.goto(`${run.url}/p/${PROJECT}/${path}`);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const choose = () => page.locator('input[type=file]').setInputFiles(CONTENT);
  const sent = (route: string) => run.contract.requests.filter((request) => request.route === route);

  /** With the size before it: the form says beforehand what can be done once all of it arrived. */
  const arrived = () => page.getByText('8.4 MB, all of it arrived').waitFor();

  /** Begins to upload, and comes back when the first part was answered and the second one is kept from being read. */
  async function holdInSecondPart(): Promise<void> {
    let begun = 0;
    run.parts.gate = () => {
      begun += 1;
      return begun === 1 ? Promise.resolve() : new Promise(() => {});
    };
    await at('files/new');
    await choose();
    await until('the second part is on its way', () => begun === 2);
  }

  it('take a file in parts, with its settings made meanwhile', async () => {
    await at('files');
    await page.getByRole('link', { name: 'Upload file' }).click();
    await choose();
    await page.getByLabel('Execute on deploy').check();
    await page.getByLabel('Arguments', { exact: true }).fill('--once');
    await page.getByLabel('Longest execution').fill('301');
    await page.getByText('1–300 seconds.', { exact: true }).waitFor();
    assert.equal(await button('Create cap-detector').isDisabled(), true);
    await page.getByLabel('Longest execution').fill('90');
    await arrived();
    await button('Create cap-detector').click();
    await page.getByText('cap-detector is ready to be deployed.').waitFor();
    assert.deepEqual(
      run.parts.taken.map(({ offset, size }) => [offset, size]),
      [
        [0, UPLOAD_PART_LIMIT],
        [UPLOAD_PART_LIMIT, 5_000],
      ],
    );
    const body = sent('files.create')[0]?.body as Record<string, unknown>;
    assert.deepEqual(body.execute, { arguments: '--once', environment: {}, maxSeconds: 90 });
  });

  it('hold an upload and go on with it where it stood', async () => {
    await holdInSecondPart();
    await button('Pause').click();
    await page.getByText('8.4 MB of 8.4 MB; paused').waitFor();
    run.parts.gate = async () => {};
    await button('Resume').click();
    await arrived();
    assert.deepEqual(
      run.parts.taken.map(({ offset }) => offset),
      [0, UPLOAD_PART_LIMIT],
    );
  });

  it('go on after the page was loaded again, once the same file is chosen', async () => {
    await holdInSecondPart();
    await page.reload();
    await page.getByText('arrived before this page was loaded again').waitFor();
    run.parts.gate = async () => {};
    const input = page.locator('input[type=file]');
    await input.setInputFiles({ ...CONTENT, buffer: Buffer.alloc(10) });
    await page.getByText('That is another file').waitFor();
    assert.equal(await button('Choose cap detector.bin again to go on').isVisible(), true);
  });

  it('show what is unfinished on the list, to be given up', async () => {
    await at('files');
    const line = page.locator('[data-upload="cap detector.bin"]').first();
    await line.waitFor();
    const before = await page.locator('[data-upload]').count();
    await line.getByRole('button', { name: 'Cancel' }).click();
    await page
      .locator('[data-upload]')
      .nth(before - 1)
      .waitFor({ state: 'detached' });
    assert.equal(sent('uploads.cancel').length, 1);
  });

  it('go on by themselves when the network comes back', async () => {
    await page.route('**/api/uploads/*/content*', (route) => route.abort('connectionreset'));
    await at('files/new');
    await choose();
    await page.getByText('It goes on by itself.').waitFor();
    await page.unroute('**/api/uploads/*/content*');
    await arrived();
  });

  it('show integrity, settings and versions, and make a version of other settings alone', async () => {
    await at('files/file-1');
    await page.getByText('sha256-T1PNoYwrqgwDVLtfmjtLlxfRZ8TSJnLE8HJcmmDx6gY=').waitFor();
    await page.getByText('Executed on deploy with --warm-up 10').waitFor();
    await button('Actions for version 1').click();
    const download = page.getByRole('menuitem', { name: 'Download' });
    assert.equal(await download.getAttribute('href'), '/api/files/file-1/versions/1/content');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'New version' }).click();
    await page.getByLabel('Deploy directory').fill('cameras');
    await page.getByText('assets/cameras/detector.bin').waitFor();
    await button('Save version 3').click();
    await page.getByText('Version 3 of detector is ready to be deployed.').waitFor();
    const body = sent('files.version')[0]?.body as Record<string, unknown>;
    assert.equal(body.directory, 'cameras');
    assert.equal(body.basedOn, 2);
    assert.equal('uploadId' in body, false);
  });

  it('and axe-core finds nothing serious on any screen of flows, files and deployments, light or dark', async () => {
    const still = await run.open({ reducedMotion: 'reduce' });
    const found: Record<string, string[]> = {};
    const look = async (name: string) => {
      const bad = await findings(still);
      if (bad.length > 0) found[name] = bad;
    };
    await walkDeployments(run, still, look, TELLING_KINDS);
    await still.context().close();
    assert.deepEqual(found, {});
  });

  it('and neither side broke the contract', () => {
    assert.deepEqual(run.contract.violations, []);
    assert.deepEqual(run.complaints, []);
  });
});
