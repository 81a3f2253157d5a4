import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type FakeClock, fakeClock, until } from '@thingdock/testkit';
import { pino } from 'pino';
import { eachDatabase } from '../../test/each-database.ts';
import { insertConnection } from '../../test/fleet/records.ts';
import type { ConnectionRef } from '../connections/index.ts';
import { createBus } from '../events/index.ts';
import { type Database, openPostgres } from '../platform/db/index.ts';
import { createTasks } from '../platform/tasks.ts';
import { applyShadows, noteHeard } from './apply.ts';
import { createHolds } from './hold.ts';
import { createIngest } from './ingest.ts';
import { keepThings } from './inventory.ts';
import type { StatusPush } from './observe.ts';
import { HOLD_MS } from './reduce.ts';
import * as store from './store.ts';
import type { DeviceTables } from './tables.ts';

const log = pino({ level: 'silent' });

/** What one process of the server does about wills. */
function createProcess(database: Database, clock: FakeClock) {
  const tasks = createTasks(log);
  const bus = createBus(tasks);
  const news: string[] = [];
  bus.on('device.disconnected', async ({ thingName }) => void news.push(thingName));
  const deps = { database, clock, tasks, bus };
  return { ...createIngest(deps), ...createHolds(deps), news, idle: tasks.idle, die: tasks.stop };
}

describe('a will that is held back', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let url: string | undefined;
    let close: () => Promise<void>;
    let connection: ConnectionRef;
    let clock: FakeClock;
    let server: ReturnType<typeof createProcess>;
    let thing: string;
    let count = 0;

    before(async () => {
      ({ database, url, close } = await open());
      connection = await insertConnection(database);
      clock = fakeClock();
    });
    after(() => close());
    beforeEach(async () => {
      thing = (await keep(1))[0] ?? '';
      server = createProcess(database, clock);
    });

    async function keep(some: number): Promise<string[]> {
      const names = Array.from({ length: some }, () => `pump-${count++}`);
      await database.transaction((tx) => keepThings(tx, connection, names, new Date(clock.now())));
      return names;
    }

    const at = () => ({ timestamp: Math.floor(clock.now() / 1_000), receivedAt: clock.now() });
    const say = (thingName: string, version: number, connected: boolean, clientToken: string | null): StatusPush => ({
      ...{ thingName, version, clientToken, messageId: `${thingName}/${version}`, ...at() },
      enebular: { awsiot: { connected } },
    });
    const connect = (name: string, version: number) =>
      server.take(connection, say(name, version, true, `${name}-${version}`));
    const will = (name: string, version: number) => server.take(connection, say(name, version, false, null));
    /** One that is online, and of whom a will has just come. */
    async function hold(name: string): Promise<void> {
      await connect(name, 1);
      await clock.advance(60_000);
      assert.deepEqual(await will(name, 2), { outcome: 'held' });
    }
    const row = async (name: string) => (await store.listDevices(database.root, connection.id, [name]))[0];
    const changes = (name: string) =>
      database.root
        .withTables<DeviceTables>()
        .selectFrom('device_transitions')
        .select(['status', 'reason', 'at', 'shadow_version', 'message_id'])
        .where('thing_name', '=', name)
        .orderBy('id')
        .execute();
    const statuses = async (name: string) => (await changes(name)).map(({ status }) => status);

    it('is shown nowhere at first, and believed when its time has come', async () => {
      await hold(thing);
      const saidAt = clock.now();
      await clock.advance(HOLD_MS - 1);
      await server.releaseDue();
      const held = await row(thing);
      assert.deepEqual([held?.status, held?.held_version], ['connected', 2]);
      assert.deepEqual(await statuses(thing), ['connected']);
      await clock.advance(1);
      await server.releaseDue();
      const lost = await row(thing);
      assert.deepEqual(
        [lost?.status, lost?.reason, lost?.since],
        ['disconnected', 'connection_lost', new Date(saidAt)],
      );
      assert.deepEqual([lost?.held_until, lost?.flag_version], [null, 2]);
      const { at: since, shadow_version, message_id } = (await changes(thing)).at(-1) ?? {};
      assert.deepEqual([since, shadow_version, message_id], [new Date(saidAt), 2, `${thing}/2`]);
      await server.idle();
      assert.deepEqual(server.news, [thing]);
    });

    it('is believed by itself, without waiting for the job that looks from time to time', async () => {
      await hold(thing);
      server.wake();
      await until('the timer to be set', () => clock.sleeping === 1);
      await clock.advance(HOLD_MS);
      await server.idle();
      assert.equal((await row(thing))?.status, 'disconnected');
    });

    it('waits for nobody but itself: the next one that came has its own time', async () => {
      const later = (await keep(1))[0] ?? '';
      await connect(later, 1);
      await hold(thing);
      server.wake();
      await until('the timer to be set', () => clock.sleeping === 1);
      await clock.advance(2_000);
      await will(later, 2);
      server.wake();
      await clock.advance(HOLD_MS - 2_000);
      await until('the first to be believed', async () => (await row(thing))?.status === 'disconnected');
      await until('the timer to be set anew', () => clock.sleeping === 1);
      assert.equal((await row(later))?.status, 'connected');
      await clock.advance(2_000);
      await server.idle();
      assert.equal((await row(later))?.status, 'disconnected');
    });

    it('outlives the process that held it: the next one believes it in time', async () => {
      await hold(thing);
      server.wake();
      await server.die();
      await clock.advance(HOLD_MS);
      assert.equal((await row(thing))?.status, 'connected');
      const next = createProcess(database, clock);
      await next.releaseDue();
      await next.idle();
      assert.equal((await row(thing))?.status, 'disconnected');
      assert.deepEqual(next.news, [thing]);
    });

    it('is forgotten when the device writes its flag again, is heard, or its shadow says that it is there', async () => {
      const shadow = (version: number) => ({
        ...{ version, timestamp: at().timestamp },
        state: { reported: { enebular: { awsiot: { connected: true } } } },
        metadata: { reported: { enebular: { awsiot: { connected: { timestamp: at().timestamp } } } } },
      });
      const evidence = [
        () => connect(thing, 3),
        () =>
          database.transaction((tx) => noteHeard(tx, connection, [{ thingName: thing, at: clock.now() }], clock.now())),
        () =>
          database.transaction((tx) => {
            const reading = { name: thing, shadow: shadow(3), readAt: clock.now() };
            return applyShadows(tx, connection, [reading], clock.now());
          }),
      ];
      for (const show of evidence) {
        thing = (await keep(1))[0] ?? '';
        await hold(thing);
        await clock.advance(3_000);
        await show();
        assert.equal((await row(thing))?.held_until, null);
        await clock.advance(HOLD_MS);
        await server.releaseDue();
        // The same message once more, as SNS may send it.
        assert.deepEqual(await server.take(connection, { ...say(thing, 2, false, null) }), { outcome: 'stale' });
        assert.ok((await statuses(thing)).every((status) => status === 'connected'));
      }
      assert.deepEqual(server.news, []);
    });

    it('is believed once, though two processes come to it at the same time', async () => {
      const names = await keep(60);
      await Promise.all(names.map((name) => connect(name, 1)));
      await clock.advance(60_000);
      await Promise.all(names.map((name) => will(name, 2)));
      await clock.advance(HOLD_MS);
      // Only PostgreSQL can have another process.
      const other = url ? openPostgres(url, log) : database;
      const both = [server, createProcess(other, clock)];
      await Promise.all(both.map(({ releaseDue }) => releaseDue()));
      await Promise.all(both.map(({ idle }) => idle()));
      if (other !== database) await other.close();
      assert.deepEqual(both.flatMap(({ news }) => news).sort(), [...names].sort());
      for (const name of names) assert.deepEqual(await statuses(name), ['connected', 'disconnected']);
    });
  });
});
