import type { Page } from 'playwright-core';
import { connectionHandlers, PROJECT } from './connection-contract.ts';
import { GOOD } from './connection-fields.ts';
import { INSPECTION } from './connection-samples.ts';
import { untilQuiet } from './console.ts';
import type { ContractConsole } from './contract-console.ts';

/** Screens that an address leads to: name, address, and a text that says that all of it is there. */
const SCREENS: readonly (readonly [name: string, path: string, shows: string])[] = [
  ['connection-states', 'connections', 'may not sns:Publish'],
  ['connection-healthy', 'connections/well', 'The last test message took 212 ms'],
  ['connection-broken', 'connections/drifted', 'Detach these policies from the role.'],
  ['connection-older', 'connections/older', 'have an agent that needs it'],
  ['connection-failed', 'connections/failed', 'Try again …'],
  ['repair', 'connections/drifted/repair', 'to put right'],
  ['repair-done', 'connections/drifted/repair?operation=repaired', 'The connection is repaired'],
  ['rotate-key', 'connections/well/rotate', 'The new key must belong to account'],
  ['rotate-key-failed', 'connections/well/rotate?operation=rotated', 'The key was not rotated'],
  ['migrate', 'connections/older/migrate', 'IAM Role ARN'],
  ['create-connection-waiting', 'connections/new?operation=waiting', 'Waiting for the role'],
  ['create-connection-again', 'connections/new?again=failed', 'Attach AmazonSNSFullAccess, or a policy'],
  ['devices-path-broken', 'devices?connection=drifted', 'press-1'],
  ['device-path-broken', 'devices/drifted/press-1', 'See the connection'],
];

/** Opens every screen of connections in turn, in states that a real installation shows only once in a while. */
export async function walkConnections(
  run: ContractConsole,
  page: Page,
  look: (name: string) => Promise<void>,
): Promise<void> {
  run.contract.handlers = connectionHandlers();
  const at = (path: string) => page.goto(`${run.url}/p/${PROJECT}/${path}`);
  const shown = async (name: string) => {
    await untilQuiet(page);
    await look(name);
  };
  for (const [name, path, shows] of SCREENS) {
    await at(path);
    await page.getByText(shows).first().waitFor();
    await shown(name);
  }
  await at('connections/new');
  await walkCreation(run, page, shown);
  await at('connections/well');
  await page.getByRole('button', { name: 'Actions for Osaka line' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('checkbox', { name: 'Keep the AWS objects' }).check();
  await shown('delete-keep-aws');
  await page.getByRole('textbox').fill('Osaka line');
  await page.getByRole('button', { name: 'Delete connection' }).click();
  await page.getByText('Still in AWS').waitFor();
  await shown('delete-kept-aws');
}

/** Create Connection: tested with faults, planned with an object in the way, and the set-up kit. */
async function walkCreation(run: ContractConsole, page: Page, shown: (name: string) => Promise<void>): Promise<void> {
  for (const [name, value] of Object.entries(GOOD)) await page.getByRole('textbox', { name, exact: true }).fill(value);
  await page.getByRole('button', { name: 'Test' }).click();
  await page.locator('[data-check="key"]').waitFor();
  await shown('create-connection-tested');
  run.contract.handlers['connections.inspect'] = () => ({
    ...INSPECTION,
    ok: true,
    checks: INSPECTION.checks.filter(({ state }) => state === 'passed'),
  });
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('1 in the way').first().waitFor();
  await page.getByRole('checkbox', { name: /Take over/ }).scrollIntoViewIfNeeded();
  await shown('create-connection-planned');
  await page.getByRole('tab', { name: 'Set-up kit' }).click();
  await page.getByText('AWSTemplateFormatVersion').waitFor();
  await page.getByRole('tab', { name: 'Set-up kit' }).scrollIntoViewIfNeeded();
  await shown('set-up-kit');
}
