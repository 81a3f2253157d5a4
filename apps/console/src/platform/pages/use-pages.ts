import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { append, firstPage, itemsOf, nextOf, type Page, type Pages, pagesWith, replace } from './pages.ts';

type Options<T> = {
  queryKey: QueryKey;
  /** Asks for the page that follows the word; for the first without one. */
  ask: (after: string | undefined, signal?: AbortSignal) => Promise<Page<T>>;
  keyOf: (item: T) => string;
  enabled?: boolean;
};

/** So near to the end of what is loaded, the next page is asked for. */
const NEAR = 40;

/**
 * A list of any length, page by page as it is scrolled to. The live feed does not make all of it stale: `refresh` asks
 * again for the pages that are seen, and for the others when somebody comes back to them. One question at a time, so that
 * answers never overtake each other.
 */
export function usePages<T>({ queryKey, ask, keyOf, enabled = true }: Options<T>) {
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [loading, setLoading] = useState(false);
  const failed = useRef(false);
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => firstPage(await ask(undefined, signal)),
    meta: { pages: true },
    // Another filter of the same list: what was there stays until the answer comes, and so does whoever types there.
    placeholderData: (before, of) => (of && headOf(of.queryKey) === headOf(queryKey) ? before : undefined),
    enabled,
  });
  const word = JSON.stringify(queryKey);
  const now = useRef({ queryKey, ask, word });
  now.current = { queryKey, ask, word };
  const work = useRef<Promise<void>>(Promise.resolve());
  const stale = useRef(new Set<string | undefined>());
  const seen = useRef({ first: 0, last: 0 });
  const asking = useRef(false);

  const known = useCallback(() => client.getQueryData<Pages<T>>(now.current.queryKey), [client]);
  const queue = useCallback((step: () => Promise<void>) => {
    const asked = now.current.word;
    work.current = work.current.then(async () => {
      if (now.current.word !== asked) return;
      try {
        await step();
        failed.current = false;
        setError(null);
      } catch (failure) {
        failed.current = true;
        setError(failure);
      }
    });
  }, []);
  const change = useCallback(
    (key: QueryKey, how: (pages: Pages<T>) => Pages<T>) => {
      client.setQueryData<Pages<T>>(key, (pages) => (pages ? how(pages) : pages));
    },
    [client],
  );

  const more = useCallback(() => {
    if (asking.current) return;
    asking.current = true;
    setLoading(true);
    queue(async () => {
      const { queryKey: key, ask: askFor } = now.current;
      const pages = known();
      const after = pages && nextOf(pages);
      if (after !== undefined) {
        const page = await askFor(after);
        change(key, (it) => append(it, after, page));
      }
    });
    void work.current.then(() => {
      asking.current = false;
      setLoading(false);
    });
  }, [queue, known, change]);

  /** Whoever stands near the end when a page comes wants the next one too. */
  const reach = useCallback(() => {
    const pages = known();
    if (!pages || failed.current || nextOf(pages) === undefined) return;
    const loaded = pages.pages.reduce((sum, { items }) => sum + items.length, 0);
    if (seen.current.last >= loaded - NEAR) more();
  }, [known, more]);

  const renew = useCallback(() => {
    const pages = known();
    if (!pages) return;
    for (const index of pagesWith(pages, seen.current.first, seen.current.last)) {
      const after = pages.pages[index]?.after;
      if (!stale.current.delete(after)) continue;
      queue(async () => {
        const { queryKey: key, ask: askFor } = now.current;
        const page = await askFor(after);
        change(key, (it) => replace(it, index, after, page));
      });
    }
  }, [queue, known, change]);

  const refresh = useCallback(() => {
    for (const { after } of known()?.pages ?? []) stale.current.add(after);
    renew();
  }, [known, renew]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: when an answer came, it may not have been enough
  useEffect(reach, [loading, reach]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins anew
  useEffect(() => {
    stale.current = new Set();
    seen.current = { first: 0, last: 0 };
    failed.current = false;
    setError(null);
  }, [word]);

  const { data } = query;
  const items = useMemo(() => (data ? itemsOf(data, keyOf) : []), [data, keyOf]);
  const hasMore = data !== undefined && nextOf(data) !== undefined;
  return {
    query,
    items,
    hasMore,
    /** Why the last question had no answer; what is shown is from before. */
    error,
    /** Asks again for what is seen. */
    refresh,
    /** Asks for the next page. */
    more,
    loading,
    /** Tells which rows are seen, so that more of them come in time. */
    see(first: number, last: number) {
      seen.current = { first, last };
      renew();
      reach();
    },
  };
}

/** Whose list it is: what stands in its key before any filter. */
function headOf(key: QueryKey): string {
  const filter = key.findIndex((part) => typeof part !== 'string');
  return key.slice(0, filter < 0 ? key.length : filter).join('/');
}

export type PagesOf<T> = ReturnType<typeof usePages<T>>;
