import { setTimeout } from 'node:timers/promises';

/** Work that comes one by one and is stored together. */
export type Batches<Item, Result> = {
  /** Resolves once the item's batch is stored. Rejects when it could not be stored even by itself. */
  take(item: Item): Promise<Result>;
};

export type BatchOptions<Item, Result> = {
  /** Items of one key are never on their way in two batches at once: one would wait for the other. */
  key(item: Item): string;
  /** Stores items in one transaction; results in the order of the items. */
  store(items: readonly Item[]): Promise<readonly Result[]>;
  /** Items of one key come in batches of their own, one after the other. */
  oneOfAKey?: boolean;
  /** Items in a batch at most. */
  largest: number;
  /** So many batches at most are on their way at once, each but the first of at least so many items. */
  lanes: number;
  worthALane: number;
  /**
   * After a batch of several, so many milliseconds pass before the next: in a crowd, more come together and each costs less.
   * 0 if left out. Whoever comes alone waits for nobody.
   */
  pauseMs?: number;
};

type Waiting<Item, Result> = {
  item: Item;
  key: string;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

/**
 * While a batch is on its way to the database, what arrives waits and makes the next one. So batches are as large as the load,
 * and an item that comes alone waits for nobody. When a batch fails each of its items is tried by itself: one that cannot be
 * stored does not spoil its neighbours. Items of one key keep their order.
 */
export function createBatches<Item, Result>(options: BatchOptions<Item, Result>): Batches<Item, Result> {
  const { largest, lanes, worthALane, pauseMs = 0 } = options;
  let waiting: Waiting<Item, Result>[] = [];
  const underWay = new Set<string>();
  let busy = 0;
  let scheduled = false;

  function launch(): void {
    scheduled = false;
    while (busy < lanes && waiting.length >= (busy === 0 ? 1 : worthALane)) {
      const batch = nextBatch();
      if (batch.length === 0) return;
      busy += 1;
      void deliver(batch);
    }
  }

  function nextBatch(): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    const rest: Waiting<Item, Result>[] = [];
    const chosen = new Set<string>();
    for (const one of waiting) {
      const isFree = !underWay.has(one.key) && !(options.oneOfAKey && chosen.has(one.key));
      if (batch.length < largest && isFree) {
        batch.push(one);
        chosen.add(one.key);
      } else rest.push(one);
    }
    waiting = rest;
    for (const key of chosen) underWay.add(key);
    return batch;
  }

  async function deliver(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    await store(batch).catch(async (error: unknown) => {
      if (batch.length === 1) batch[0]?.reject(error);
      else await Promise.all(batch.map((one) => store([one]).catch(one.reject)));
    });
    for (const { key } of batch) underWay.delete(key);
    if (pauseMs > 0 && batch.length > 1) await setTimeout(pauseMs);
    busy -= 1;
    launch();
  }

  async function store(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const results = await options.store(batch.map(({ item }) => item));
    for (const [index, one] of batch.entries()) one.resolve(results[index] as Result);
  }

  return {
    take: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, key: options.key(item), resolve, reject });
        // After this turn of the event loop, so that what arrived together is stored together.
        if (!scheduled) setImmediate(launch);
        scheduled = true;
      }),
  };
}
