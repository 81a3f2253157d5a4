import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fakeClock } from '@thingdock/testkit';
import fc from 'fast-check';
import { eachDatabase } from '../../test/each-database.ts';
import { insertConnection } from '../../test/fleet/records.ts';
import type { ConnectionRef } from '../connections/index.ts';
import type { Database } from '../platform/db/index.ts';
import { createIngest } from './ingest.ts';
import { keepThings } from './inventory.ts';
import type { StatusPush } from './observe.ts';
import * as store from './store.ts';
import type { DeviceTables } from './tables.ts';

const clock = fakeClock();
const THINGS = ['pump', 'press', 'gate'];

const word = fc.record({
  thing: fc.constantFrom(...THINGS),
  version: fc.integer({ min: 1, max: 12 }),
  says: fc.constantFrom('connected', 'goodbye', 'will', 'agent'),
});
type Word = typeof word extends fc.Arbitrary<infer T> ? T : never;

const SAYINGS: Readonly<Record<Word['says'], unknown>> = {
  connected: { awsiot: { connected: true } },
  goodbye: { awsiot: { connected: false } },
  will: { awsiot: { connected: false } },
  agent: { agent: { type: 'enebular-agent', v: '2.18.2' } },
};

describe('messages of the status rule that are taken in together', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    let connection: ConnectionRef;
    let run = 0;

    before(async () => {
      ({ database, close } = await open());
      connection = await insertConnection(database);
    });
    after(() => close());

    const pushOf = (group: string, { thing, version, says }: Word): StatusPush => {
      const receivedAt = clock.now() - 60_000 + version * 3_000;
      const thingName = `${thing}-${group}`;
      return {
        ...{ thingName, enebular: SAYINGS[says], version, timestamp: Math.floor(receivedAt / 1_000), receivedAt },
        clientToken: says === 'will' ? null : `${thingName}-${version}`,
      };
    };
    const keep = (group: string) =>
      database.transaction((tx) => keepThings(tx, connection, namesOf(group), new Date(clock.now())));
    const namesOf = (group: string) => THINGS.map((thing) => `${thing}-${group}`);
    /** All that is kept of the devices of a group, but for their names. */
    const kept = async (group: string) =>
      (await store.listDevices(database.root, connection.id, namesOf(group))).map(({ thing_name: _, ...rest }) => rest);
    const newest = (group: string) =>
      database.root
        .withTables<DeviceTables>()
        .selectFrom('device_transitions')
        .distinctOn('thing_name')
        .select(['status', 'reason', 'at'])
        .where('thing_name', 'in', namesOf(group))
        .orderBy('thing_name')
        .orderBy('id', 'desc')
        .execute();

    it('leave what they would leave one after the other, many of one device among them', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 30 }), async (words) => {
          run += 1;
          const [together, alone] = [`t${run}`, `a${run}`];
          const ingest = createIngest({ database, clock });
          for (const group of [together, alone]) await keep(group);
          await Promise.all(words.map((one) => ingest.take(connection, pushOf(together, one))));
          for (const one of words) await ingest.take(connection, pushOf(alone, one));
          assert.deepEqual(await kept(together), await kept(alone));
          const shown = (await kept(together)).filter(({ since }) => since !== null);
          assert.deepEqual(
            (await newest(together)).map(({ status, reason, at }) => [status, reason, at]),
            shown.map(({ status, reason, since }) => [status, reason, since]),
          );
        }),
        { numRuns: 15 },
      );
    });

    it('do not suffer from one that cannot be stored', async () => {
      await keep('good');
      const ingest = createIngest({ database, clock });
      const bad = { ...pushOf('good', { thing: 'gate', version: 1, says: 'connected' }), version: Number.NaN };
      const outcomes = await Promise.allSettled([
        ingest.take(connection, pushOf('good', { thing: 'pump', version: 1, says: 'connected' })),
        ingest.take(connection, bad),
        ingest.take(connection, pushOf('good', { thing: 'press', version: 1, says: 'connected' })),
      ]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled'],
      );
      assert.deepEqual(
        (await kept('good')).map(({ status }) => status),
        ['unknown', 'connected', 'connected'],
      );
    });
  });
});
