import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '@thingdock/testkit';
import { sql } from 'kysely';
import type { Database } from '../src/platform/db/index.ts';
import { migrate } from '../src/platform/db/index.ts';
import { createLogger } from '../src/platform/logger.ts';
import { eachDatabase } from './each-database.ts';

describe('the database', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    before(async () => {
      ({ database, close } = await open());
    });
    after(() => close());

    it('throws when it is used inside an open transaction instead of hanging', async () => {
      await assert.rejects(
        database.transaction(async () => {
          await sql`select 1`.execute(database.root);
        }),
        /inside an open transaction/,
      );
      await assert.rejects(
        database.transaction(() => database.transaction(async () => {})),
        /inside an open transaction/,
      );
      assert.equal((await sql`select 1 as one`.execute(database.root)).rows.length, 1);
    });

    it('keeps a query that comes from elsewhere out of an open transaction', async () => {
      await sql`create table side (n integer)`.execute(database.root);
      const rollback = database.transaction(async (tx) => {
        await sql`insert into side values (1)`.execute(tx);
        throw new Error('roll back');
      });
      const outside = sql`insert into side values (2)`.execute(database.root);
      await assert.rejects(rollback, /roll back/);
      await outside;
      const { rows } = await sql<{ n: number }>`select n from side`.execute(database.root);
      assert.deepEqual(rows, [{ n: 2 }]);
    });

    it('migrates once, also when asked again', async () => {
      await migrate(database, createLogger('silent'));
      const { rows } = await sql<{ count: number }>`select count(*) as count from projects`.execute(database.root);
      assert.equal(rows[0]?.count, 0);
    });

    it('leaves nothing of a migration that fails', async () => {
      const broken = [
        { name: '9999_broken.sql', text: 'create table half (n integer); insert into nowhere values (1);' },
      ];
      await assert.rejects(migrate(database, createLogger('silent'), broken));
      const { rows } = await sql`select to_regclass('half') as half`.execute(database.root);
      assert.deepEqual(rows, [{ half: null }]);
    });

    it('delivers a notification after the commit and never after a rollback', async () => {
      const heard: string[] = [];
      const stop = await database.listen(
        'news',
        (payload) => heard.push(payload),
        () => {},
      );
      await assert.rejects(
        database.transaction(async (tx) => {
          await sql`select pg_notify('news', 'rolled back')`.execute(tx);
          throw new Error('roll back');
        }),
      );
      await database.transaction(async (tx) => {
        await sql`select pg_notify('news', 'committed')`.execute(tx);
      });
      await until('the notification', () => heard.length > 0);
      assert.deepEqual(heard, ['committed']);
      await stop();
    });
  });
});
