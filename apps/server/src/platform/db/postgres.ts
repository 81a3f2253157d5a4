import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../logger.ts';
import { type Database, guarded } from './database.ts';
import { listenOnPostgres } from './postgres-listener.ts';
import { keepPrepared } from './prepared.ts';

/** OID of `int8` in PostgreSQL's catalogue. The driver gives it as text; our counts and versions fit a number. */
const INT8 = 20;
/** OID of `timestamptz`. The driver reads it by patterns, for dates before Christ too; JavaScript's own reading costs half. */
const TIMESTAMPTZ = 1184;

/** Opens a PostgreSQL (15 or later) by its URL. Connections are made when needed. */
export function openPostgres(connectionString: string, log: Logger): Database {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  types.setTypeParser(TIMESTAMPTZ, (text) => new Date(text));
  const pool = new pg.Pool({ connectionString, types, max: 10, connectionTimeoutMillis: 5_000 });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ event: 'database.connection_lost', err: error }, 'idle connection lost'));
  // The same goes for one that breaks in the middle of a statement, which the statement itself reports.
  pool.on('connect', (client) => client.on('error', () => {}));
  keepPrepared(pool);
  const kysely = new Kysely<object>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: 'postgres',
    ...guarded(kysely),
    async script(text) {
      await pool.query(text);
    },
    listen: (channel, onPayload, onGap) => listenOnPostgres({ connectionString, log, channel, onPayload, onGap }),
    boss: { connectionString },
    close: () => kysely.destroy(),
  };
}
