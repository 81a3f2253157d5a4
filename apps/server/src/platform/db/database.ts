import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely, KyselyPlugin } from 'kysely';
import type { Db as BossDatabase } from 'pg-boss';
import type { Executor } from './executor.ts';

/** The database of the server: PGlite in a folder or in memory, or PostgreSQL. Both speak the same SQL. */
export type Database = {
  readonly kind: 'pglite' | 'postgres';
  /** Runs each statement by itself. Using it while a transaction is open in the same call chain throws. */
  readonly root: Executor;
  /** Runs all statements of `work` in one transaction, or none. No network call may happen inside. */
  transaction<T>(work: (tx: Executor) => Promise<T>): Promise<T>;
  /** Runs a script of several statements, as migrations are. */
  script(text: string): Promise<void>;
  /**
   * Hears `pg_notify` on a channel, from any process. `onGap` says that notifications may have been missed while the
   * connection was away. Returns how to stop.
   */
  listen(channel: string, onPayload: (payload: string) => void, onGap: () => void): Promise<() => Promise<void>>;
  /** The same database as pg-boss wants it. */
  readonly boss: { db: BossDatabase } | { connectionString: string };
  close(): Promise<void>;
};

const openTransaction = new AsyncLocalStorage<true>();

/**
 * On PGlite, which has one connection, using the database inside an open transaction would wait for ever; on PostgreSQL
 * it would silently work outside the transaction. So both throw.
 */
export function guarded(kysely: Kysely<object>): Pick<Database, 'root' | 'transaction'> {
  const refuseInside = () => {
    if (openTransaction.getStore())
      throw new Error('The database was used inside an open transaction. Pass the transaction on instead.');
  };
  const guard: KyselyPlugin = {
    transformQuery: ({ node }) => {
      refuseInside();
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return {
    root: kysely.withPlugin(guard),
    async transaction(work) {
      refuseInside();
      return kysely.transaction().execute((tx) => openTransaction.run(true, () => work(tx)));
    },
  };
}
