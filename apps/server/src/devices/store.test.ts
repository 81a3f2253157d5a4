import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eachDatabase } from '../../test/each-database.ts';
import { insertConnection } from '../../test/fleet/records.ts';
import type { ConnectionRef } from '../connections/index.ts';
import type { Database } from '../platform/db/index.ts';
import { applyShadows, applyStatusPush, noteHeard } from './apply.ts';
import { keepThings, markGone } from './inventory.ts';
import type { StatusPush } from './observe.ts';
import * as store from './store.ts';

const T0 = Date.UTC(2026, 0, 1);
const at = (seconds: number) => new Date(T0 + seconds * 1_000);

describe('what is kept of devices', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    let connection: ConnectionRef;

    before(async () => {
      ({ database, close } = await open());
      connection = await insertConnection(database);
    });
    after(() => close());

    const keep = (names: string[], seconds: number) =>
      database.transaction((tx) => keepThings(tx, connection, names, at(seconds)));
    const names = async () => (await store.listDevices(database.root, connection.id)).map((row) => row.thing_name);
    const push = (thingName: string, version: number, connected: boolean): Promise<unknown> => {
      const timestamp = T0 / 1_000 + version;
      const message: StatusPush = {
        thingName,
        enebular: { awsiot: { connected }, agent: { type: 'thingdock-agent', v: '1.0.0' } },
        version,
        timestamp,
        clientToken: `${thingName}-1`,
        receivedAt: timestamp * 1_000,
      };
      return database.transaction((tx) => applyStatusPush(tx, connection, message, T0));
    };

    it('things are added once and listed by name', async () => {
      assert.deepEqual(await keep(['pump:2', 'pump_1'], 0), ['pump:2', 'pump_1']);
      assert.deepEqual(await keep(['pump_1', 'valve-3'], 1), ['valve-3']);
      assert.deepEqual((await names()).sort(), ['pump:2', 'pump_1', 'valve-3']);
    });

    it('what a whole sweep did not meet is gone, and comes back when it is met again', async () => {
      await keep(['pump_1', 'valve-3'], 10);
      const gone = await database.transaction((tx) => markGone(tx, connection, at(10), at(11)));
      assert.deepEqual(gone, ['pump:2']);
      assert.deepEqual([...(await store.whichExist(database.root, connection.id, ['pump:2', 'pump_1']))], ['pump_1']);
      assert.deepEqual(await push('pump:2', 1, true), { outcome: 'unknown_device' });
      assert.deepEqual(await keep(['pump:2'], 12), ['pump:2']);
    });

    it('what a sweep met is not gone because a message that began before it is noted after it', async () => {
      await keep(['pump_1', 'pump:2', 'valve-3'], 20);
      assert.deepEqual(await keep(['pump_1'], 15), []);
      assert.deepEqual(await database.transaction((tx) => markGone(tx, connection, at(20), at(21))), []);
    });

    it('a message changes the status once, and says when the device connected', async () => {
      assert.deepEqual(await push('pump_1', 5, true), { outcome: 'applied', connected: true });
      assert.deepEqual(await push('pump_1', 5, true), { outcome: 'stale' });
      assert.deepEqual(await push('pump_1', 4, false), { outcome: 'stale' });
      const [row] = await store.listDevices(database.root, connection.id, ['pump_1']);
      assert.deepEqual([row?.status, row?.agent_version, row?.since], ['connected', '1.0.0', at(5)]);
      assert.deepEqual(await store.listConnected(database.root, connection.id, '', 10), ['pump_1']);
      assert.deepEqual(await store.listConnected(database.root, connection.id, 'pump_1', 10), []);
    });

    it('two messages at once end as one after the other', async () => {
      await Promise.all([push('valve-3', 8, false), push('valve-3', 7, true), push('valve-3', 9, true)]);
      const [row] = await store.listDevices(database.root, connection.id, ['valve-3']);
      assert.deepEqual([row?.status, row?.flag_version], ['connected', 9]);
    });

    it('a device without a shadow is unknown, unless a message came in while it was read', async () => {
      const read = (readAt: number) =>
        database.transaction((tx) =>
          applyShadows(tx, connection, [{ name: 'valve-3', shadow: undefined, readAt }], T0 + 1_000),
        );
      await read(T0 - 1);
      assert.equal((await store.listDevices(database.root, connection.id, ['valve-3']))[0]?.status, 'connected');
      await read(T0 + 1);
      assert.equal((await store.listDevices(database.root, connection.id, ['valve-3']))[0]?.status, 'unknown');
    });

    it('remembers when a device was heard, and what it said of its agent', async () => {
      const agent = { type: 'thingdock-agent', v: '1.1.0' };
      await database.transaction((tx) =>
        noteHeard(tx, connection, [{ thingName: 'pump_1', at: T0 + 99_000, agent }], T0),
      );
      await database.transaction((tx) => noteHeard(tx, connection, [{ thingName: 'pump_1', at: T0 + 98_000 }], T0));
      const [row] = await store.listDevices(database.root, connection.id, ['pump_1']);
      assert.deepEqual([row?.last_seen_at, row?.agent_version], [at(99), '1.1.0']);
    });

    it('takes thousands of things at once', async () => {
      const many = Array.from({ length: 2_000 }, (_, index) => `bulk-${index}`);
      assert.equal((await keep(many, 20)).length, 2_000);
      assert.equal((await store.listDevices(database.root, connection.id, many)).length, 2_000);
    });
  });
});
