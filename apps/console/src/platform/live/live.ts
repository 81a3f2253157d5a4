import type { Query, QueryClient } from '@tanstack/react-query';
import type { FeedMessage } from '@thingdock/api';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { staleAfter } from './query-keys.ts';
import { shareFeed, tellRestart } from './share-feed.ts';
import { createThrottle, TIMERS } from './throttle.ts';
import type { LiveState } from './watch-feed.ts';

/** A list of thousands is not asked for again more often than this, however much moves in it. */
const REFETCH_PAUSE_MS = 1_000;

let state: LiveState = { state: 'connecting', asOf: Date.now() };
const listeners = new Set<() => void>();

function setState(next: LiveState): void {
  state = next;
  for (const listener of listeners) listener();
}

let restart = (): void => {};
const watchers = new Set<(message: FeedMessage) => void>();

/** Opens the stream anew: what this browser may hear of has changed. */
export function restartLive(): void {
  restart();
  tellRestart();
}

/** Long lists ask again for what is seen of them only, by themselves. */
const isWhole = ({ meta }: Query) => meta?.pages !== true;

/** Keeps what the pages show as fresh as the live feed says. Returns how to stop. */
export function startLive(queries: QueryClient): () => void {
  let stopping = new AbortController();
  const throttle = createThrottle(REFETCH_PAUSE_MS, TIMERS);
  const onMessage = (message: FeedMessage) => {
    // After `ready` as well: what changed between the first answers and the opening of the stream was told to nobody.
    if (message.event !== 'changes') void queries.invalidateQueries({ predicate: isWhole });
    else
      for (const queryKey of message.changes.flatMap(staleAfter))
        throttle.run(queryKey.join('/'), () => void queries.invalidateQueries({ queryKey, predicate: isWhole }));
    for (const watcher of watchers) watcher(message);
  };
  const open = () => shareFeed({ signal: stopping.signal, onMessage, onState: setState, onRestart: () => restart() });
  restart = () => {
    stopping.abort();
    stopping = new AbortController();
    open();
  };
  open();
  return () => {
    restart = () => {};
    stopping.abort();
    throttle.stop();
  };
}

/** How the live feed is. */
export function useLive(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Hears every message of the live feed while it is shown. */
export function useFeed(onMessage: (message: FeedMessage) => void): void {
  const current = useRef(onMessage);
  useEffect(() => {
    current.current = onMessage;
  });
  useEffect(() => {
    const watcher = (message: FeedMessage) => current.current(message);
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
    };
  }, []);
}
