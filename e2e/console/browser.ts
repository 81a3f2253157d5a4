import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packaged from '@sparticuz/chromium';
import { lockFolder } from '@thingdock/effects';
import { until } from '@thingdock/testkit';
import { type Browser, chromium } from 'playwright-core';

/** Chromium as npm brings it. It unpacks itself below the temporary folder once; only one process may do so at a time. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await unpack();
  return chromium.launch({
    executablePath,
    headless: true,
    // Tests may run as root and in containers without a large /dev/shm.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'],
  });
}

async function unpack(): Promise<string> {
  const folder = join(tmpdir(), 'thingdock-browser-lock');
  mkdirSync(folder, { recursive: true });
  const lock = await until('the browser to be free to unpack', () => lockFolder(folder), { within: 60_000 });
  try {
    return await packaged.executablePath();
  } finally {
    lock.release();
  }
}
