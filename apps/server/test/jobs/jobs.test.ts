import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { until } from '@thingdock/testkit';
import { pino } from 'pino';
import { startJobs } from '../../src/platform/jobs/jobs.ts';
import { openTestPostgres } from '../each-database.ts';
import { openAt } from './open-at.ts';

const log = pino({ level: 'silent' });

describe('work by the clock', { concurrency: true }, () => {
  const stack = new AsyncDisposableStack();
  after(() => stack.disposeAsync());

  const places = {
    'an embedded database': async () => {
      const folder = mkdtempSync(join(tmpdir(), 'thingdock-jobs-'));
      stack.defer(() => rmSync(folder, { recursive: true }));
      return join(folder, 'database');
    },
    PostgreSQL: async () => {
      const { url = '', close } = await openTestPostgres();
      stack.defer(close);
      return url;
    },
  };

  for (const [name, place] of Object.entries(places))
    it(`goes on soon after a process was killed in the middle of it, on ${name}`, async () => {
      const at = await place();
      const child = fork(join(import.meta.dirname, 'stalling-server.ts'), [at]);
      stack.defer(() => void child.kill('SIGKILL'));
      const [message] = await once(child, 'message');
      assert.equal(message, 'busy');
      child.kill('SIGKILL');
      await once(child, 'exit');

      const database = await openAt(at, log);
      stack.defer(() => database.close());
      const jobs = await startJobs(database, log);
      stack.defer(() => jobs.stop());
      let runs = 0;
      await jobs.every('look', 1, async () => {
        runs += 1;
      });
      await until('it to run again', () => runs > 1, { within: 60_000 });
    });
});
