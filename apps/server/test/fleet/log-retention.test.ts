import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ConnectionRef } from '../../src/connections/index.ts';
import { deleteOld, deleteSurplus, insertEvents, insertFile, listLines } from '../../src/logs/store.ts';
import type { Database } from '../../src/platform/db/index.ts';
import { eachDatabase } from '../each-database.ts';
import { insertConnection } from './records.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, n));

eachDatabase((_name, open) => {
  let database: Database;
  let close: () => Promise<void>;
  let plant: ConnectionRef;
  let other: ConnectionRef;

  before(async () => {
    ({ database, close } = await open());
    plant = await insertConnection(database);
    other = await insertConnection(database);
  });
  after(() => close());

  const put = (connection: ConnectionRef, name: string, n: number, bytes: number) =>
    database.transaction(async (tx) => {
      const file = {
        ...{ id: name, connection_id: connection.id, thing_name: 'pump', name },
        ...{ received_at: day(n), bytes, unreadable: 0 },
      };
      assert.ok(await insertFile(tx, file));
      const event = { timestamp: day(n).toISOString(), level: 'info', message: name, context: 'internal', extra: {} };
      await insertEvents(tx, file, [event]);
    });
  const left = async (connection: ConnectionRef) =>
    (await listLines(database.root, { connectionId: connection.id, thingName: 'pump', limit: 100 })).map(
      ({ message }) => message,
    );

  test('logs go with their time, whole files of them', async () => {
    await put(plant, 'first', 1, 10);
    await put(plant, 'second', 5, 10);
    await database.transaction((tx) => deleteOld(tx, day(3)));
    assert.deepEqual(await left(plant), ['second']);
  });

  test('logs beyond the limit of a project go, the oldest first, and those of other projects stay', async () => {
    await put(plant, 'third', 6, 60);
    await put(plant, 'fourth', 7, 30);
    await put(other, 'elsewhere', 1, 90);
    await database.transaction((tx) => deleteSurplus(tx, 95));
    assert.deepEqual(await left(plant), ['fourth', 'third']);
    assert.deepEqual(await left(other), ['elsewhere']);
  });
});
