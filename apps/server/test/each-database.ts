import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { startPostgres, type TestPostgres } from '@thingdock/testkit';
import pg from 'pg';
import { pino } from 'pino';
import { type Database, migrate, openPglite, openPostgres } from '../src/platform/db/index.ts';
import { readMigrations } from '../src/platform/db/migrate.ts';

/** Opens an empty database with the newest schema, for one test. */
export type OpenDatabase = () => Promise<{
  database: Database /** For PostgreSQL only. */;
  url?: string;
  close(): Promise<void>;
}>;

const log = pino({ level: 'silent' });
const migrations = readMigrations();
const schema = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16);

/** Defines a suite twice: on the embedded database and on a real PostgreSQL. */
export function eachDatabase(define: (name: Database['kind'], open: OpenDatabase) => void): void {
  describe('on PGlite', () => define('pglite', openTestPglite));
  describe('on PostgreSQL', () => define('postgres', openTestPostgres));
}

/** A PGlite in memory, from a template that all test processes share: initialising one takes two seconds, loading one a tenth. */
export const openTestPglite: OpenDatabase = async () => {
  const template = await pgliteTemplate();
  const database = await openPglite(await PGlite.create({ loadDataDir: new Blob([template]) }));
  return { database, close: () => database.close() };
};

async function pgliteTemplate(): Promise<Uint8Array<ArrayBuffer>> {
  const folder = join(import.meta.dirname, '../../../node_modules/.cache/thingdock');
  const file = join(folder, `pglite-${schema}.tar`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const pglite = await PGlite.create();
    await migrate(await openPglite(pglite), log, migrations);
    const dump = await pglite.dumpDataDir('none');
    // Written aside and renamed, since several test processes may do this at once.
    const aside = `${file}.${process.pid}`;
    writeFileSync(aside, Buffer.from(await dump.arrayBuffer()));
    renameSync(aside, file);
    await pglite.close();
  }
  return new Uint8Array(readFileSync(file));
}

let cluster: Promise<TestPostgres> | undefined;
let count = 0;

/** A database of its own in the cluster of this run (`THINGDOCK_TEST_POSTGRES`), or in one that this process starts. */
export const openTestPostgres: OpenDatabase = async () => {
  const admin = await adminUrl();
  const template = await postgresTemplate(admin);
  count += 1;
  const name = `test_${process.pid}_${count}`;
  await administer(admin, (client) => client.query(`create database ${name} template ${template}`));
  const url = withDatabase(admin, name);
  const database = openPostgres(url, log);
  return {
    database,
    url,
    async close() {
      await database.close();
      await administer(admin, (client) => client.query(`drop database ${name} with (force)`));
    },
  };
};

async function adminUrl(): Promise<string> {
  if (process.env.THINGDOCK_TEST_POSTGRES) return process.env.THINGDOCK_TEST_POSTGRES;
  cluster ??= startPostgres();
  return (await cluster).url;
}

async function postgresTemplate(admin: string): Promise<string> {
  const name = `template_${schema}`;
  await administer(admin, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('${name}'))`);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount) return;
    // Made under another name first, so that a database of the final name is always complete.
    await client.query(`drop database if exists ${name}_raw`);
    await client.query(`create database ${name}_raw`);
    const database = openPostgres(withDatabase(admin, `${name}_raw`), log);
    await migrate(database, log, migrations);
    await database.close();
    await client.query(`alter database ${name}_raw rename to ${name}`);
  });
  return name;
}

async function administer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
