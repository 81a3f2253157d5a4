import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { ConnectionRef } from '../../src/connections/index.ts';
import { zipLogs } from '../../src/logs/export/archive.ts';
import { measureExport } from '../../src/logs/export/extent.ts';
import { readPart } from '../../src/logs/export/part.ts';
import * as exported from '../../src/logs/export/store.ts';
import { insertEvents, insertFile } from '../../src/logs/store.ts';
import type { Database } from '../../src/platform/db/index.ts';
import { eachDatabase } from '../each-database.ts';
import { insertConnection } from './records.ts';
import { unzip } from './unzip.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, n));

describe('an export of the logs of a project', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    let plant: ConnectionRef;
    let period: exported.Period;
    let files = 0;

    before(async () => {
      ({ database, close } = await open());
      plant = await insertConnection(database);
      const elsewhere = await insertConnection(database);
      period = { projectId: plant.projectId, from: day(2), to: day(9) };
      for (const device of ['pump:1', 'press', 'gate']) for (const n of [1, 2, 5, 8, 9]) await put(plant, device, n);
      await put(elsewhere, 'pump:1', 5);
    });
    after(() => close());

    async function put(connection: ConnectionRef, device: string, n: number): Promise<void> {
      files += 1;
      const file = {
        ...{ id: `file-${files}`, connection_id: connection.id, thing_name: device, name: `enebular-${n}` },
        ...{ received_at: day(n), bytes: 100, unreadable: 0 },
      };
      const event = (message: string) => ({
        ...{ timestamp: day(n).toISOString(), level: 'info', message, context: 'internal', extra: { day: n } },
      });
      await database.transaction(async (tx) => {
        await insertFile(tx, file);
        await insertEvents(tx, file, [event(`${device}, day ${n}`), event('and so on')]);
      });
    }

    const fetchArchive = async (text: string) =>
      unzip(
        await buffer(zipLogs(database.root, 'Plant', await exported.listFiles(database.root, period, readPart(text)))),
      );

    it('holds every file of the period once, in archives of so many, and nothing of another project', async () => {
      const { archives, ...size } = await measureExport(database.root, period, 4);
      assert.deepEqual(size, { files: 9, devices: 3, bytes: 900 });
      assert.deepEqual(
        archives.map((archive) => [archive.files, archive.bytes]),
        [
          [4, 400],
          [4, 400],
          [1, 100],
        ],
      );
      const paths: string[] = [];
      for (const { part } of archives) paths.push(...(await fetchArchive(part)).keys());
      const { rows } = await sql<{ name: string }>`select name from connections where id = ${plant.id}`.execute(
        database.root,
      );
      const expected = ['gate', 'press', 'pump%3A1'].flatMap((device) =>
        [2, 5, 8].map((n) => `Plant/${rows[0]?.name}/${device}/${day(n).getTime()}.json`),
      );
      assert.deepEqual(paths.sort(), expected.sort());
    });

    it('gives the lines in the words of agents, in their order', async () => {
      const { archives } = await measureExport(database.root, period);
      assert.equal(archives.length, 1);
      const found = await fetchArchive(archives[0]?.part ?? '');
      const [, content] = [...found].find(([path]) => path.endsWith(`pump%3A1/${day(5).getTime()}.json`)) ?? [];
      const timestamp = day(5).toISOString();
      assert.deepEqual(JSON.parse(content ?? ''), [
        { timestamp, level: 'info', message: 'pump:1, day 5', context: 'internal', day: 5 },
        { timestamp, level: 'info', message: 'and so on', context: 'internal', day: 5 },
      ]);
    });

    it('of a period without logs has no archive', async () => {
      const empty = { ...period, from: day(20), to: day(21) };
      assert.deepEqual(await measureExport(database.root, empty), { files: 0, devices: 0, bytes: 0, archives: [] });
    });

    it('breaks off, rather than look whole, when the database fails in the middle', async () => {
      const { archives } = await measureExport(database.root, period);
      const list = await exported.listFiles(database.root, period, readPart(archives[0]?.part));
      const failing = database.root.withPlugin({
        transformQuery: () => {
          throw new Error('the database is away');
        },
        transformResult: async ({ result }) => result,
      });
      await assert.rejects(buffer(zipLogs(failing, 'Plant', list)), /the database is away/);
    });

    it('takes no part that no answer gave', () => {
      for (const bad of ['', 'x', undefined, Buffer.from('{"number":1}').toString('base64url')])
        assert.throws(() => readPart(bad), { code: 'malformed_request' });
    });
  });
});
