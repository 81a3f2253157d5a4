import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { startContractConsole } from '../console/contract-console.ts';
import { walkDeployments } from '../console/deployment-screens.ts';

/** Pictures of flows, files and deployments in states that take a plant to come about: rollouts, uploads, refusals. */
export async function takeDeployments(folder: string, looks: Record<string, BrowserContextOptions>): Promise<void> {
  const run = await startContractConsole({});
  try {
    for (const [look, options] of Object.entries(looks)) {
      const page = await run.open({ ...options, reducedMotion: 'reduce' });
      await walkDeployments(run, page, async (name) => {
        await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
      });
      await page.context().close();
    }
  } finally {
    await run.stop();
  }
}
