import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '@thingdock/testkit';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { ROOT } from '../system/program.ts';
import { type System, startSystem } from '../system/system.ts';
import { launchBrowser } from './browser.ts';

export const ANA = { name: 'Ana Petrova', email: 'ana@example.com', password: 'correct horse battery' };

/** An installation with the console, and a browser. */
export type ConsoleRun = {
  readonly system: System;
  readonly browser: Browser;
  /** What the browser complained about on any page: exceptions, and content that the security policy refused. */
  readonly complaints: readonly string[];
  /** A fresh browser profile; signed in when `signedIn`. */
  open(options?: BrowserContextOptions & { signedIn?: boolean }): Promise<Page>;
  stop(): Promise<void>;
};

export async function startConsole(): Promise<ConsoleRun> {
  await buildConsole();
  const [system, browser] = await Promise.all([startSystem('postgres'), launchBrowser()]);
  const complaints: string[] = [];
  return {
    system,
    browser,
    complaints,
    async open({ signedIn = false, ...options } = {}) {
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1360, height: 850 }, ...options });
      context.setDefaultTimeout(15_000);
      if (signedIn) await signIn(context, system.url);
      const page = await context.newPage();
      listen(page, complaints);
      return page;
    },
    async stop() {
      await browser.close();
      await system.stop();
    },
  };
}

/** Creates the first administrator as the page behind the one-time link does. */
export async function setUp({ url, setupUrl }: System): Promise<void> {
  const token = new URL(setupUrl).hash.slice(1);
  const answer = await fetch(new URL('/api/setup', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...ANA, token }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function signIn(context: BrowserContext, url: string): Promise<void> {
  const { email, password } = ANA;
  const answer = await context.request.post(new URL('/api/auth/sign-in/email', url).href, {
    headers: { origin: url },
    data: { email, password },
  });
  if (!answer.ok()) throw new Error(await answer.text());
}

export function listen(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.stack}`));
  page.on('console', (message) => {
    // An answer of 4xx is logged as an error by the browser itself; whether it is right, the tests say.
    const refused = /Failed to load resource/.test(message.text());
    if (message.type() === 'error' && !refused) complaints.push(`${page.url()}: ${message.text()}`);
  });
}

/** Waits until the live feed of a page runs, so that what changes from here on reaches it. */
export async function untilLive(page: Page): Promise<void> {
  await page.locator('[data-live="live"]').waitFor({ state: 'attached' });
}

/** Waits until the page has nothing more to ask and nothing moves on it. */
export async function untilQuiet(page: Page): Promise<void> {
  await until('animations to end', () => page.evaluate('document.getAnimations().length === 0') as Promise<boolean>);
}

export async function buildConsole(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'apps/console/build/build.ts')]);
}
