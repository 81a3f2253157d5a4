import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { until } from '@thingdock/testkit';
import { createPager, type PagerState } from './pager.ts';
import { firstPage, itemsOf, type Page, type Pages } from './pages.ts';

/** A list of a thousand numbers on a server that gives fifty at a time. */
function start() {
  const list = Array.from({ length: 1_000 }, (_, index) => index);
  const page = (after: string | undefined): Page<number> => {
    const begin = Number(after ?? 0);
    return { items: list.slice(begin, begin + 50), next: begin + 50 < list.length ? String(begin + 50) : null };
  };
  let pages: Pages<number> = firstPage(page(undefined));
  const asked: (string | undefined)[] = [];
  const states: PagerState[] = [];
  const server = { fails: false };
  const pager = createPager<number>({
    read: () => pages,
    change: (how) => {
      pages = how(pages);
    },
    async ask(after) {
      asked.push(after);
      if (server.fails) throw new Error('no answer');
      return page(after);
    },
  });
  const stop = pager.attach((state) => states.push(state));
  const loaded = () => itemsOf(pages, String).length;
  return { pager, stop, asked, states, server, loaded, error: () => states.at(-1)?.error ?? null };
}

describe('a pager', () => {
  it('asks for the next page in time, and for no more than somebody comes near to', async () => {
    const { pager, asked, loaded, states } = start();
    pager.see(0, 30);
    await until('enough', () => loaded() === 100 && states.at(-1)?.loading === false);
    assert.deepEqual(asked, ['50']);
    pager.see(20, 55);
    assert.deepEqual(asked, ['50']);
  });

  it('asks again for what is seen only, and for the rest when somebody comes back to it', async () => {
    const { pager, asked, loaded, states } = start();
    pager.see(0, 30);
    pager.see(60, 99);
    await until('two more pages', () => loaded() === 150 && states.at(-1)?.loading === false);
    asked.length = 0;
    pager.see(60, 90);
    pager.refresh();
    await until('the page that is seen', () => asked.length > 0);
    assert.deepEqual(asked, ['50']);
    pager.see(0, 30);
    await until('the first page', () => asked.includes(undefined));
  });

  it('is quiet once nobody listens any more, whatever is under way', async () => {
    const { pager, asked, stop, loaded } = start();
    pager.see(0, 40);
    stop();
    pager.see(0, 49);
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(asked.length <= 1);
    assert.ok(loaded() <= 100);
  });

  it('says why there was no answer, asks nothing by itself then, and goes on when asked to', async () => {
    const { pager, asked, server, loaded, error } = start();
    server.fails = true;
    pager.see(0, 30);
    await until('the error', () => error() !== null);
    const tried = asked.length;
    pager.see(0, 31);
    assert.equal(asked.length, tried);
    server.fails = false;
    pager.more();
    await until('the next page', () => loaded() > 50);
    assert.equal(error(), null);
  });
});
