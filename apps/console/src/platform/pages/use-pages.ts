import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { createPager, type PagerState } from './pager.ts';
import { firstPage, itemsOf, nextOf, type Page, type Pages } from './pages.ts';

type Options<T> = {
  /** Strings that say whose list it is, then what it is filtered by. */
  queryKey: QueryKey;
  /** Asks for the page that follows the word; for the first without one. */
  ask: (after: string | undefined, signal?: AbortSignal) => Promise<Page<T>>;
  keyOf: (item: T) => string;
  enabled?: boolean;
};

const IDLE: PagerState = { error: null, loading: false };

/**
 * A list of any length, page by page as it is scrolled to. The live feed does not make all of it stale: `refresh` asks
 * again for the pages that are seen, and for the others when somebody comes back to them.
 */
export function usePages<T>({ queryKey, ask, keyOf, enabled = true }: Options<T>) {
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => firstPage(await ask(undefined, signal)),
    meta: { pages: true },
    // Another filter of the same list: what was there stays until the answer comes, and so does whoever types there.
    placeholderData: (before, of) => (of && headOf(of.queryKey) === headOf(queryKey) ? before : undefined),
    enabled,
  });
  const { pager, state } = usePager<T>(queryKey, ask);
  const { data } = query;
  const items = useMemo(() => (data ? itemsOf(data, keyOf) : []), [data, keyOf]);
  const { more, refresh, see } = pager;
  return { query, items, hasMore: data !== undefined && nextOf(data) !== undefined, ...state, more, refresh, see };
}

function usePager<T>(queryKey: QueryKey, ask: Options<T>['ask']) {
  const client = useQueryClient();
  const [state, setState] = useState(IDLE);
  const current = useRef({ queryKey, ask });
  current.current = { queryKey, ask };
  const word = JSON.stringify(queryKey);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the word stands for the key, which is made anew each time
  const pager = useMemo(() => {
    const { queryKey: key, ask: askFor } = current.current;
    return createPager<T>({
      read: () => client.getQueryData<Pages<T>>(key),
      change: (how) => client.setQueryData<Pages<T>>(key, (pages) => (pages ? how(pages) : pages)),
      ask: askFor,
    });
  }, [client, word]);
  useEffect(() => {
    setState(IDLE);
    return pager.attach(setState);
  }, [pager]);
  return { pager, state };
}

/** Whose list it is: what stands in its key before any filter. */
function headOf(key: QueryKey): string {
  const filter = key.findIndex((part) => typeof part !== 'string');
  return key.slice(0, filter < 0 ? key.length : filter).join('/');
}

export type PagesOf<T> = ReturnType<typeof usePages<T>>;
