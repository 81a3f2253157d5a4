import type { FeedChange } from '@thingdock/api';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';

export const FEED_CHANNEL = 'thingdock_feed';

/** PostgreSQL takes notifications below 8,000 bytes. */
const KEYS_PER_NOTIFICATION = 40;

/**
 * Tells every open page, on every server process, that something changed. Part of the transaction that changed it: nobody
 * hears of a change that was rolled back, and nobody is told before it can be read.
 */
export async function announce(tx: Executor, change: FeedChange): Promise<void> {
  if (change.keys.length > 0) await announcing([change]).execute(tx);
}

/** The same as a query, to be sent along with others. */
export function announcing(changes: readonly FeedChange[]): RawBuilder<unknown> {
  const parts = changes.flatMap((change) =>
    Array.from({ length: Math.ceil(change.keys.length / KEYS_PER_NOTIFICATION) }, (_, part) => {
      const start = part * KEYS_PER_NOTIFICATION;
      return JSON.stringify({ ...change, keys: change.keys.slice(start, start + KEYS_PER_NOTIFICATION) });
    }),
  );
  return sql`select pg_notify(${FEED_CHANNEL}, part) from unnest(${parts}::text[]) as part`;
}
