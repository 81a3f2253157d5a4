import { startPostgres } from '@thingdock/testkit';
import pg from 'pg';

/** The databases on which whole-system tests run: the embedded one, and a real PostgreSQL. */
export const DATABASES = ['pglite', 'postgres'] as const;
export type DatabaseKind = (typeof DATABASES)[number];

let count = 0;
let started: ReturnType<typeof startPostgres> | undefined;

/** The PostgreSQL of the test run, or one that a test file that runs alone starts for itself. */
async function ownCluster(): Promise<string> {
  if (process.env.THINGDOCK_TEST_POSTGRES) return process.env.THINGDOCK_TEST_POSTGRES;
  started ??= startPostgres();
  return (await started).url;
}

/** Settings for a server on an empty database of this kind; `cluster` is the URL of another PostgreSQL than that of the tests. */
export async function databaseSettings(kind: DatabaseKind, cluster?: string): Promise<NodeJS.ProcessEnv> {
  if (kind === 'pglite') return {};
  const url = new URL(cluster ?? (await ownCluster()));
  count += 1;
  const name = `system_${process.pid}_${count}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  return { DATABASE_URL: url.href };
}
