import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { append, firstPage, itemsOf, nextOf, type Pages, pagesWith, replace } from './pages.ts';

const SIZE = 3;
/** A list on a server: numbers in order; the word for what follows is the last number of a page. */
function ask(list: readonly number[], after: string | undefined) {
  const rest = list.filter((item) => after === undefined || item > Number(after));
  const items = rest.slice(0, SIZE);
  return { items, next: rest.length > SIZE ? String(items.at(-1)) : null };
}
const keyOf = String;

function readAll(list: readonly number[], known: Pages<number>): Pages<number> {
  const after = nextOf(known);
  return after === undefined ? known : readAll(list, append(known, after, ask(list, after)));
}

const lists = fc
  .uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 30 })
  .map((list) => list.sort((a, b) => a - b));

describe('the pages of a list', () => {
  it('hold the whole list, however it changed while one page after the other was asked for anew', () => {
    fc.assert(
      fc.property(lists, lists, (before, now) => {
        let known = readAll(before, firstPage(ask(before, undefined)));
        for (let index = 0; index < known.pages.length; index += 1) {
          const { after } = known.pages[index] as { after: string | undefined };
          known = replace(known, index, after, ask(now, after));
        }
        assert.deepEqual(itemsOf(readAll(now, known), keyOf), now);
      }),
    );
  });

  it('stay as they are when an answer comes that nobody waits for any more', () => {
    const list = [1, 2, 3, 4, 5, 6, 7];
    const known = firstPage(ask(list, undefined));
    assert.equal(append(known, '6', ask(list, '6')), known);
    assert.equal(replace(known, 1, '3', ask(list, '3')), known);
  });

  it('keep what follows when only the inside of a page changed', () => {
    const list = [1, 2, 3, 4, 5];
    const known = readAll(list, firstPage(ask(list, undefined)));
    assert.equal(replace(known, 0, undefined, { items: [1, 3], next: '3' }).pages.length, 2);
    assert.equal(replace(known, 0, undefined, { items: [1, 2], next: '2' }).pages.length, 1);
  });

  it('know which of them hold the rows that are seen', () => {
    const list = [1, 2, 3, 4, 5, 6, 7];
    const known = readAll(list, firstPage(ask(list, undefined)));
    assert.deepEqual(pagesWith(known, 0, 1), [0]);
    assert.deepEqual(pagesWith(known, 2, 3), [0, 1]);
    assert.deepEqual(pagesWith(known, 9, 12), [2]);
  });
});
