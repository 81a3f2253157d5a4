import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type Database, prepared } from '../src/platform/db/index.ts';
import { eachDatabase } from './each-database.ts';

describe('a statement that is marked as prepared', () => {
  eachDatabase((kind, open) => {
    let database: Database;
    let close: () => Promise<void>;
    before(async () => {
      ({ database, close } = await open());
    });
    after(() => close());

    const double = (n: number) => sql<{ n: number }>`${prepared} select ${n}::int * 2 as n`;

    it('answers each time to its own parameters, alone and in a transaction', async () => {
      const ask = async (n: number) => (await double(n).execute(database.root)).rows[0]?.n;
      assert.deepEqual(await Promise.all([1, 2, 3].map(ask)), [2, 4, 6]);
      await database.transaction(async (tx) => {
        assert.equal((await double(4).execute(tx)).rows[0]?.n, 8);
      });
    });

    it('works again after it was refused', async () => {
      const divide = (by: number) =>
        sql<{ share: number }>`${prepared} select 6 / ${by}::int as share`
          .execute(database.root)
          .then(({ rows }) => rows[0]?.share);
      await assert.rejects(divide(0), /division by zero/);
      assert.equal(await divide(2), 3);
    });

    if (kind === 'pglite') return;
    it('is kept by PostgreSQL, and no other is', async () => {
      await database.transaction(async (tx) => {
        await double(1).execute(tx);
        await sql`select ${1}::int as n`.execute(tx);
        const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(tx);
        const kept = rows.map(({ statement }) => statement);
        assert.ok(kept.some((statement) => statement.includes('::int * 2 as n')));
        assert.ok(!kept.some((statement) => statement.includes('::int as n')));
      });
    });
  });
});
