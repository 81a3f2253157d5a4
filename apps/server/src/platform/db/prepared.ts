import { sql } from 'kysely';
import type pg from 'pg';

const MARK = '/* prepared */';

/**
 * Begins a statement that PostgreSQL is to parse and plan once for each connection, not each time: for those that are asked
 * again and again and whose way is the same whatever their parameters are. Such a statement has few wordings, since each is
 * kept for good, and names its columns, since PostgreSQL refuses a kept one whose result has another shape than before.
 */
export const prepared = sql.raw<never>(MARK);

/** Lets the connections of a pool keep the statements that are marked; Kysely itself names none. */
export function keepPrepared(pool: pg.Pool): void {
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `prepared_${names.size + 1}`;
    names.set(text, name);
    return name;
  };
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const keeping = (text: unknown, values: unknown, ...rest: unknown[]): unknown =>
      typeof text === 'string' && text.startsWith(MARK)
        ? query({ name: nameOf(text), text, values }, ...rest)
        : query(text, values, ...rest);
    client.query = keeping as typeof client.query;
  });
}
