import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { lockFolder } from '@thingdock/effects';
import { Kysely, PGliteDialect } from 'kysely';
import { fromPglite } from 'pg-boss';
import { type Database, guarded } from './database.ts';

/**
 * Opens the embedded database in a folder, which this process then has to itself. Throws `FolderInUse`.
 * @param folder a folder for the database's files
 */
export async function openPgliteFolder(folder: string): Promise<Database> {
  // PGlite has no lock of its own: two processes on one folder would destroy it. So ours comes before it is opened.
  const lock = lockFolder(folder);
  try {
    return await openPglite(await PGlite.create(join(folder, 'pglite')), () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Wraps an open PGlite. `afterClose` runs once it is closed. */
export async function openPglite(pglite: PGlite, afterClose: () => void = () => {}): Promise<Database> {
  const kysely = new Kysely<object>({ dialect: new PGliteDialect({ pglite }) });
  return {
    kind: 'pglite',
    ...guarded(kysely),
    async script(text) {
      await pglite.exec(text);
    },
    async listen(channel, onPayload) {
      const stop = await pglite.listen(channel, onPayload);
      return () => stop();
    },
    boss: { db: fromPglite(pglite) },
    async close() {
      await pglite.close();
      afterClose();
    },
  };
}
