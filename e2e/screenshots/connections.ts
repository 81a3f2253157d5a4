import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { walkConnections } from '../console/connection-screens.ts';
import { startContractConsole } from '../console/contract-console.ts';

/** Pictures of connections in states that a sound installation does not show: broken, older, failed, in the way. */
export async function takeConnections(folder: string, looks: Record<string, BrowserContextOptions>): Promise<void> {
  const run = await startContractConsole({});
  try {
    for (const [look, options] of Object.entries(looks)) {
      const page = await run.open({ ...options, reducedMotion: 'reduce' });
      await walkConnections(run, page, async (name) => {
        await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
      });
      await page.context().close();
    }
  } finally {
    await run.stop();
  }
}
