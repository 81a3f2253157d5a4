import type { Clock } from '@thingdock/effects';
import type { Database } from '../platform/db/index.ts';
import * as files from './files/store.ts';
import * as flows from './flows/store.ts';

/** Those of the versions that a device is told to have, or will be: it may come for them at any time. */
export type InUse = (versionIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** Deleted versions stay so long at least, for what was just about to be told to devices. */
const REST_MS = 86_400_000;
const BATCH = 500;

/** Removes deleted versions for good once no device is told to have them. */
export async function purgeDeleted({ database, clock, inUse }: { database: Database; clock: Clock; inUse: InUse }) {
  const before = new Date(clock.now() - REST_MS);
  for (const store of [flows, files])
    for (let after = ''; ; ) {
      const deleted = await store.listDeleted(database.root, before, { after, limit: BATCH });
      const last = deleted.at(-1);
      if (last === undefined) break;
      const used = await inUse(deleted);
      const free = deleted.filter((id) => !used.has(id));
      if (free.length > 0) await database.transaction((tx) => store.purge(tx, free));
      after = last;
    }
}
