import { append, nextOf, type Page, type Pages, pagesWith, replace } from './pages.ts';

export type PagerState = {
  /** Why the last question had no answer; what is shown is from before. */
  error: unknown;
  loading: boolean;
};

export type Pager = {
  /** Asks for the next page. */
  more(): void;
  /** Everything may have changed: asks again for what is seen, for the rest when somebody comes back to it. */
  refresh(): void;
  /** Tells which rows are seen, so that more of them come in time. */
  see(first: number, last: number): void;
  /** Begins to tell its state; returns how to stop. */
  attach(onState: (state: PagerState) => void): () => void;
};

type Deps<T> = {
  /** What is loaded; `undefined` before the first answer. */
  read(): Pages<T> | undefined;
  change(how: (pages: Pages<T>) => Pages<T>): void;
  ask(after: string | undefined): Promise<Page<T>>;
};

/** So near to the end of what is loaded, the next page is asked for. */
const NEAR = 40;

/** Loads and renews pages of one list. One question at a time, so that answers never overtake each other. */
export function createPager<T>({ read, change, ask }: Deps<T>): Pager {
  const stale = new Set<string | undefined>();
  let tell: ((state: PagerState) => void) | undefined;
  let state: PagerState = { error: null, loading: false };
  let seen = { first: 0, last: 0 };
  let work = Promise.resolve();

  function set(changed: Partial<PagerState>): void {
    state = { ...state, ...changed };
    tell?.(state);
  }

  function queue(step: () => Promise<void>): Promise<void> {
    work = work.then(async () => {
      if (!tell) return;
      try {
        await step();
        if (state.error !== null) set({ error: null });
      } catch (error) {
        set({ error });
      }
    });
    return work;
  }

  async function askNext(): Promise<void> {
    const pages = read();
    const after = pages && nextOf(pages);
    if (after === undefined) return;
    const page = await ask(after);
    change((it) => append(it, after, page));
  }

  function more(): void {
    if (!tell || state.loading) return;
    set({ loading: true });
    void queue(askNext).then(() => {
      set({ loading: false });
      // Whoever stands near the end when a page comes wants the next one too.
      reach();
    });
  }

  function reach(): void {
    const pages = read();
    if (!pages || state.error !== null || nextOf(pages) === undefined) return;
    const loaded = pages.pages.reduce((sum, { items }) => sum + items.length, 0);
    if (seen.last >= loaded - NEAR) more();
  }

  async function renewOne(index: number, after: string | undefined): Promise<void> {
    try {
      const page = await ask(after);
      change((it) => replace(it, index, after, page));
    } catch (error) {
      stale.add(after);
      throw error;
    }
  }

  function renew(): void {
    const pages = read();
    if (!pages) return;
    for (const index of pagesWith(pages, seen.first, seen.last)) {
      const after = pages.pages[index]?.after;
      if (stale.delete(after)) void queue(() => renewOne(index, after));
    }
  }

  return {
    more,
    refresh() {
      for (const { after } of read()?.pages ?? []) stale.add(after);
      renew();
    },
    see(first, last) {
      seen = { first, last };
      if (state.error === null) renew();
      reach();
    },
    attach(onState) {
      tell = onState;
      // What was seen before anybody listened.
      reach();
      return () => {
        tell = undefined;
      };
    },
  };
}
