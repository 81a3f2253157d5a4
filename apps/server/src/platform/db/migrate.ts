import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Logger } from '../logger.ts';
import type { Database } from './database.ts';

type Migration = { name: string; text: string };

const FOLDER = join(import.meta.dirname, '../../../migrations');

const TAKE_TURNS = "select pg_advisory_xact_lock(hashtext('thingdock schema_migrations'))";

/** The migrations of the repository, in the order of their numbers. */
export function readMigrations(folder = FOLDER): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/**
 * Brings the database to the newest schema. Each migration and the note that it ran commit together,
 * since PostgreSQL runs a script of several statements as one transaction; the lock keeps several
 * servers that start at once from running one twice.
 */
export async function migrate(database: Database, log: Logger, migrations = readMigrations()): Promise<void> {
  await database.script(`${TAKE_TURNS};
    create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null default now())`);
  const applied = await appliedNames(database);
  for (const { name, text } of migrations.filter((migration) => !applied.has(migration.name))) {
    await database.script(`${TAKE_TURNS};
      do $migrate$ begin
        if not exists (select 1 from schema_migrations where name = '${name}') then
          execute $thingdock_migration$${text}$thingdock_migration$;
          insert into schema_migrations (name) values ('${name}');
        end if;
      end $migrate$;`);
    log.info({ event: 'database.migrated', migration: name }, 'migration applied');
  }
}

async function appliedNames(database: Database): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(database.root);
  return new Set(rows.map((row) => row.name));
}
