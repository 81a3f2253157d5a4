import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

const FOCUSED =
  '(document.activeElement.getAttribute("aria-label") ?? document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText ?? "").trim()';

/** Presses Tab until what has the focus is called so. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < 60; step += 1) {
    const now = (await page.evaluate(FOCUSED)) as string;
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    passed.push(now);
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never came to ${name}; it passed ${passed.join(' | ')}`);
}
