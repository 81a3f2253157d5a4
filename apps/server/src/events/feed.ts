import type { FeedChange } from '@thingdock/api';
import type { Database } from '../platform/db/index.ts';
import { FEED_CHANNEL } from './store.ts';

/** One open stream: which projects it may hear of, and where its bytes go. */
export type Listener = { hears(projectId: string): boolean; write(bytes: Buffer): void };

/** The live feed of this process: what the database notifies, handed to every open stream. */
export type Feed = {
  /** Adds a stream; returns how to remove it. */
  join(listener: Listener): () => void;
  stop(): Promise<void>;
};

/** Changes within one tick share a write: a write costs far more than the bytes in it. */
const TICK_MS = 50;
const REFETCH = Buffer.from('event: refetch\ndata: {}\n\n');

export async function startFeed(database: Database): Promise<Feed> {
  const listeners = new Set<Listener>();
  const waiting = new Map<string, FeedChange[]>();
  let tick: NodeJS.Timeout | undefined;

  function flush(): void {
    tick = undefined;
    for (const [projectId, changes] of waiting) {
      const bytes = Buffer.from(`event: changes\ndata: ${JSON.stringify(merge(changes))}\n\n`);
      for (const listener of listeners) if (listener.hears(projectId)) listener.write(bytes);
    }
    waiting.clear();
  }

  const unlisten = await database.listen(
    FEED_CHANNEL,
    (payload) => {
      const change = JSON.parse(payload) as FeedChange;
      const changes = waiting.get(change.projectId);
      if (changes) changes.push(change);
      else waiting.set(change.projectId, [change]);
      tick ??= setTimeout(flush, TICK_MS);
    },
    () => {
      for (const listener of listeners) listener.write(REFETCH);
    },
  );

  return {
    join(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      clearTimeout(tick);
      listeners.clear();
      await unlisten();
    },
  };
}

/** One entry for each kind of thing, with each key once. */
export function merge(changes: readonly FeedChange[]): FeedChange[] {
  return [...Map.groupBy(changes, ({ type }) => type).values()].flatMap(([first, ...rest]) =>
    first ? [{ ...first, keys: [...new Set([first, ...rest].flatMap(({ keys }) => keys))] }] : [],
  );
}
