import { type Kysely, type RawBuilder, sql } from 'kysely';

/**
 * What store functions run on: the database, or a transaction. It knows no tables; each store names its own with
 * `executor.withTables<DeviceTables>()`.
 */
export type Executor = Kysely<object>;

/** A JSON value as a parameter. PostgreSQL's drivers disagree about plain arrays, so JSON always travels as text with a cast. */
export function jsonb<T>(value: T): RawBuilder<T> {
  return sql<T>`${JSON.stringify(value)}::jsonb`;
}
