import type { Page } from 'playwright-core';
import { untilQuiet } from './console.ts';
import type { ContractConsole } from './contract-console.ts';
import { deploymentHandlers } from './deployment-contract.ts';
import { PROJECT } from './device-contract.ts';
import { plantFlow } from './plant-flow.ts';

const CHOSEN = 'connection=osaka&selected=gw-osaka-00001,gw-osaka-00002,gw-osaka-00005,gw-osaka-00007';
const KINDS = ['flow-remove', 'flow-start', 'flow-stop', 'env-set', 'file-deploy', 'file-remove'] as const;
/** Kinds whose sheet has parts that no other has. */
export const TELLING_KINDS: readonly string[] = ['env-set', 'file-deploy'];

/** Name, address, and a text that says that all of it is there. */
const SCREENS: readonly (readonly [name: string, path: string, shows: string])[] = [
  ['flow-large', 'flows/flow-1', 'Old sensors'],
  ['files', 'files', 'certificates'],
  ['file', 'files/file-1', 'Half the time for each picture.'],
  ['file-new-version', 'files/file-1/version', 'The content stays'],
  ['history', 'deployments', 'Set LINE and SHIFT'],
  ['deployment-mid-rollout', 'deployments/rollout', 'npm could not install'],
  ['deployment-halted', 'deployments/halted', 'the limit is 25'],
  ['deploy-flow', `deploy?flow=flow-1&${CHOSEN}`, '4 devices: 4 now'],
  ['deploy-refused', 'deploy?flow=flow-1&connection=osaka&selected=gw-osaka-00001,gw-osaka-00003', '1 of them cannot'],
  ['deploy-all', 'deploy?flow=flow-1&connection=osaka&selected=*&filter={"tags":"line-3"}', '1,204 devices: '],
];

/** Opens every screen of flows, files and deployments in turn; the deploy sheet of these kinds. */
export async function walkDeployments(
  run: ContractConsole,
  page: Page,
  look: (name: string) => Promise<void>,
  kinds: readonly string[] = KINDS,
): Promise<void> {
  run.contract.handlers = deploymentHandlers(run);
  const at = (path: string) => page.goto(`${run.url}/p/${PROJECT}/${path}`);
  const shown = async (name: string) => {
    await untilQuiet(page);
    await look(name);
  };
  const sheets = kinds.map((kind) => [`deploy-${kind}`, sheetOf(kind), 'What will happen'] as const);
  for (const [name, path, shows] of [...SCREENS, ...sheets]) {
    await at(path);
    await page.getByText(shows).first().waitFor();
    await shown(name);
  }
  await at(`deploy?flow=flow-1&${CHOSEN}`);
  await walkSheet(page, shown);
  await at('flows/flow-1');
  await walkFlow(page, shown);
  await at('files/new');
  await walkUpload(run, page, shown);
}

const sheetOf = (kind: string) => `deploy?kind=${kind}&file=file-1&${CHOSEN}`;

async function walkSheet(page: Page, shown: (name: string) => Promise<void>): Promise<void> {
  await page.getByText('In phases', { exact: true }).click();
  await page.getByText('At a time', { exact: true }).click();
  await page.getByText('Limits', { exact: true }).click();
  await page.getByLabel('Wait for offline devices').waitFor();
  await page.getByText('in 2 phases').first().waitFor();
  await shown('deploy-phases');
}

async function walkFlow(page: Page, shown: (name: string) => Promise<void>): Promise<void> {
  await page.getByRole('tab', { name: /Alarms/ }).click();
  await page.getByRole('group', { name: /Alarms, 35 nodes/ }).waitFor();
  await shown('flow-tab');
  await page.getByRole('button', { name: 'Upload version' }).click();
  await page.getByText('Paste', { exact: true }).click();
  await page.getByLabel('Flow as JSON').fill(plantFlow());
  await page.getByText('No known package brings cap-counter').waitFor();
  await shown('flow-check');
}

async function walkUpload(run: ContractConsole, page: Page, shown: (name: string) => Promise<void>): Promise<void> {
  let parts = 0;
  const held = Promise.withResolvers<void>();
  run.parts.gate = () => {
    parts += 1;
    return parts < 3 ? Promise.resolve() : held.promise;
  };
  const content = { name: 'detector.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(20_000_000) };
  await page.locator('input[type=file]').setInputFiles(content);
  await page.getByText(/^(1[6-9]|20) MB of 20 MB/).waitFor();
  await page.getByLabel('Execute on deploy').check();
  await page.getByRole('button', { name: 'Add hook' }).click();
  await page.getByLabel('Path').fill('vision/stop.sh');
  await page.getByLabel('Deploy directory').fill('vision');
  await page.evaluate('document.activeElement.blur()');
  await shown('upload-in-progress');
  held.resolve();
  await page.getByText(/MB, all of it arrived/).waitFor();
}
