import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './platform/config.ts';
import type { Counters } from './platform/counters.ts';
import type { Database } from './platform/db/index.ts';
import { pingDatabase } from './platform/db/index.ts';
import type { Handlers } from './platform/http/index.ts';

type Deps = { config: Pick<Config, 'local'>; counters: Counters; database: Database };

/** What the server says of itself. */
export function systemRoutes({ config, counters, database }: Deps): Pick<Handlers, 'health.get' | 'counters.get'> {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    version: string;
  };
  return {
    'health.get': async () => {
      await pingDatabase(database);
      return { status: 'ok', version, localMode: config.local !== undefined };
    },
    'counters.get': async () => counters.all(),
  };
}
