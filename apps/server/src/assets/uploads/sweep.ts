import type { Clock } from '@thingdock/effects';
import type { Database } from '../../platform/db/index.ts';
import type { Blobs } from '../blobs/blobs.ts';
import * as store from './store.ts';

/** Longer than an upload lives, so that what an upload brought is never loose before it can become a version. */
const LOOSE_MS = 2 * 86_400_000;
const BATCH = 200;

/** Removes uploads that nobody finished, and contents that nothing names any more. */
export async function sweep({
  database,
  blobs,
  clock,
}: {
  database: Database;
  blobs: Blobs;
  clock: Clock;
}): Promise<void> {
  const now = clock.now();
  await store.deleteExpired(database.root, new Date(now));
  // A part is only written once its upload is in the database, so whatever is not there was left behind.
  const partials = await blobs.partials();
  const known = await store.whichExist(database.root, partials);
  for (const id of partials) if (!known.has(id)) await blobs.discard(id);
  const before = new Date(now - LOOSE_MS);
  for (const sha256 of await store.listLooseBlobs(database.root, before, BATCH))
    await database.transaction(async (tx) => {
      // Whoever brings this content at the same time waits for the end, then puts it there again.
      if (await store.deleteLooseBlob(tx, sha256, before)) await blobs.remove(sha256);
    });
}
