import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeClock } from '@thingdock/testkit';
import { pino } from 'pino';
import { eachDatabase } from '../../test/each-database.ts';
import { insertConnection } from '../../test/fleet/records.ts';
import type { Aws, ShadowDocument } from '../aws/index.ts';
import { createBus } from '../events/index.ts';
import { createTasks } from '../platform/tasks.ts';
import { keepThings } from './inventory.ts';
import { readShadows } from './read-shadows.ts';
import * as store from './store.ts';

const T0 = Date.UTC(2026, 0, 1);
const NAMES = Array.from({ length: 70 }, (_, index) => `pump-${String(index).padStart(2, '0')}`);

const CONNECTED: ShadowDocument = {
  state: { reported: { enebular: { awsiot: { connected: true } } } },
  metadata: { reported: { enebular: { awsiot: { connected: { timestamp: T0 / 1_000 } } } } },
  version: 3,
  timestamp: T0 / 1_000,
};

eachDatabase((name, open) => {
  test(`shadows on ${name} are read until AWS refuses one, and what was read is kept and told`, async () => {
    const { database, close } = await open();
    try {
      const connection = await insertConnection(database);
      await database.transaction((tx) => keepThings(tx, connection, NAMES, new Date(T0)));
      const bus = createBus(createTasks(pino({ level: 'silent' })));
      const came: string[] = [];
      bus.gather('device.connected', ({ thingName }) => came.push(thingName));
      const refusal = new Error('throttled');
      const getThingShadow = async (thing: string) => {
        if (thing === 'pump-60') throw refusal;
        return CONNECTED;
      };
      const aws = { iotData: { getThingShadow } } as unknown as Aws;
      const reading = readShadows({ database, clock: fakeClock(T0), bus }, aws, connection, {
        names: NAMES,
        atOnce: 1,
      });
      await assert.rejects(reading, refusal);
      const rows = await store.listDevices(database.root, connection.id);
      const connected = rows.filter(({ status }) => status === 'connected').map((row) => row.thing_name);
      assert.deepEqual(connected, NAMES.slice(0, 60));
      assert.deepEqual(came, NAMES.slice(0, 60));
    } finally {
      await close();
    }
  });
});
