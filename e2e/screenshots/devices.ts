import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { startContractConsole } from '../console/contract-console.ts';
import { walkDevices } from '../console/device-screens.ts';

/** Pictures of the screens of devices with none, one and ten thousand of them, in every status. */
export async function takeDevices(folder: string, looks: Record<string, BrowserContextOptions>): Promise<void> {
  const run = await startContractConsole({});
  try {
    for (const [look, options] of Object.entries(looks)) {
      const page = await run.open({ ...options, reducedMotion: 'reduce' });
      await walkDevices(run, page, async (name) => {
        await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
      });
      await page.context().close();
    }
  } finally {
    await run.stop();
  }
}
