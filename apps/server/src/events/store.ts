import type { FeedChange } from '@thingdock/api';
import { sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';

export const FEED_CHANNEL = 'thingdock_feed';

/** PostgreSQL takes notifications below 8,000 bytes. */
const KEYS_PER_NOTIFICATION = 40;

/**
 * Tells every open page, on every server process, that something changed. Part of the transaction that changed it: nobody
 * hears of a change that was rolled back, and nobody is told before it can be read.
 */
export async function announce(tx: Executor, change: FeedChange): Promise<void> {
  const parts: string[] = [];
  for (let start = 0; start < change.keys.length; start += KEYS_PER_NOTIFICATION)
    parts.push(JSON.stringify({ ...change, keys: change.keys.slice(start, start + KEYS_PER_NOTIFICATION) }));
  if (parts.length === 0) return;
  await sql`select pg_notify(${FEED_CHANNEL}, part) from unnest(${parts}::text[]) as part`.execute(tx);
}
