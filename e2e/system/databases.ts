import { startPostgres } from '@thingdock/testkit';
import pg from 'pg';

/** The databases on which whole-system tests run: the embedded one, and a real PostgreSQL. */
export const DATABASES = ['pglite', 'postgres'] as const;
export type DatabaseKind = (typeof DATABASES)[number];

let count = 0;
let own: ReturnType<typeof startPostgres> | undefined;

/** Settings for a server on an empty database of this kind. */
export async function databaseSettings(kind: DatabaseKind): Promise<NodeJS.ProcessEnv> {
  if (kind === 'pglite') return {};
  if (!process.env.THINGDOCK_TEST_POSTGRES) own ??= startPostgres();
  const url = new URL(process.env.THINGDOCK_TEST_POSTGRES ?? (await own)?.url ?? '');
  count += 1;
  const name = `system_${process.pid}_${count}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  return { DATABASE_URL: url.href };
}
