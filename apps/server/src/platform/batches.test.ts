import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type BatchOptions, createBatches } from './batches.ts';

type Item = { key: string; number: number };

/** A store whose batches end when told, in any order. */
function slowStore(fails: (items: readonly Item[]) => boolean = () => false) {
  const open: { items: readonly Item[]; end(): void }[] = [];
  const stored: Item[] = [];
  return {
    open,
    stored,
    store: (items: readonly Item[]): Promise<number[]> =>
      new Promise((resolve, reject) => {
        open.push({
          items,
          end() {
            open.splice(
              open.findIndex((one) => one.items === items),
              1,
            );
            if (fails(items)) return reject(new Error('it cannot be stored'));
            stored.push(...items);
            resolve(items.map(({ number }) => number * 2));
          },
        });
      }),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const options = (more: Partial<BatchOptions<Item, number>>): Omit<BatchOptions<Item, number>, 'store'> => ({
  ...{ key: ({ key }) => key, largest: 4, lanes: 2, worthALane: 2 },
  ...more,
});

describe('work that is stored in batches', () => {
  it('does not wait when it comes alone, and is gathered while a batch is on its way', async () => {
    const { store, open } = slowStore();
    const batches = createBatches({ ...options({ lanes: 1 }), store });
    const first = batches.take({ key: 'a', number: 1 });
    await turn();
    const others = [2, 3, 4].map((number) => batches.take({ key: `k${number}`, number }));
    await turn();
    assert.deepEqual(
      open.map(({ items }) => items.length),
      [1],
    );
    open[0]?.end();
    assert.equal(await first, 2);
    await turn();
    assert.deepEqual(
      open.map(({ items }) => items.map(({ number }) => number)),
      [[2, 3, 4]],
    );
    open[0]?.end();
    assert.deepEqual(await Promise.all(others), [4, 6, 8]);
  });

  it('is tried by itself when its batch cannot be stored', async () => {
    const { store, open } = slowStore((items) => items.some(({ number }) => number === 2));
    const batches = createBatches({ ...options({}), store });
    const results = Promise.allSettled([1, 2, 3].map((number) => batches.take({ key: `k${number}`, number })));
    while (open.length === 0) await turn();
    open[0]?.end();
    while (open.length < 3) await turn();
    for (const one of [...open]) one.end();
    assert.deepEqual(
      (await results).map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
  });

  it('is never lost nor doubled, keeps its order within a key, and never has a key in two batches at once', async () => {
    const works = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(works, fc.boolean(), fc.infiniteStream(fc.nat()), async (keys, oneOfAKey, choices) => {
        const { store, open, stored } = slowStore();
        const batches = createBatches({ ...options({ oneOfAKey }), store });
        const items = keys.map((key, number) => ({ key, number }));
        const results = Promise.all(items.map((item) => batches.take(item)));
        for (await turn(); stored.length < items.length; await turn()) {
          const underWay = open.map((one) => new Set(one.items.map(({ key }) => key)));
          for (const [index, one] of underWay.entries())
            for (const other of underWay.slice(index + 1)) assert.ok([...one].every((key) => !other.has(key)));
          if (oneOfAKey)
            for (const [index, one] of open.entries()) assert.equal(one.items.length, underWay[index]?.size);
          open[(choices.next().value ?? 0) % Math.max(1, open.length)]?.end();
        }
        assert.deepEqual(
          await results,
          items.map(({ number }) => number * 2),
        );
        for (const key of new Set(keys))
          assert.deepEqual(
            stored.filter((item) => item.key === key),
            items.filter((item) => item.key === key),
          );
      }),
      { numRuns: 200 },
    );
  });
});
