import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DeviceStatus, StatusReason } from '@thingdock/api';
import { fakeClock } from '@thingdock/testkit';
import { sql } from 'kysely';
import { insertDevices } from '../../../test/devices/rows.ts';
import { eachDatabase } from '../../../test/each-database.ts';
import { insertConnection } from '../../../test/fleet/records.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Database } from '../../platform/db/index.ts';
import { findNamed } from '../list/store.ts';
import { prune } from './jobs.ts';
import { readTimeline } from './timeline.ts';
import { watchFlapping } from './watch-flapping.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 5, 1);

describe('the timeline of a device', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    let connection: ConnectionRef;
    const clock = fakeClock(NOW);

    before(async () => {
      ({ database, close } = await open());
      connection = await insertConnection(database);
      await insertDevices(database.root, connection, [{ name: 'pump-1' }, { name: 'pump-2' }, { name: 'pump-3' }]);
    });
    after(() => close());

    async function note(name: string, at: number, status: DeviceStatus, reason: StatusReason | null = null) {
      await sql`insert into device_transitions (connection_id, thing_name, at, noted_at, status, reason, source,
          shadow_version, shadow_timestamp, message_id)
        values (${connection.id}, ${name}, ${new Date(at)}, ${new Date(at)}, ${status}, ${reason}, 'push', 7,
          ${Math.floor(at / 1_000)}, 'message-1')`.execute(database.root);
    }
    const read = (name: string, from: number, to = NOW) =>
      readTimeline(database.root, { connectionId: connection.id, name }, { from, to }, NOW);
    const listed = async (name: string) => (await findNamed(database.root, connection, [name]))[0]?.flapping;
    const events = async () => {
      const { rows } = await sql<{ type: string; thing_name: string }>`select type, thing_name from project_events
        where project_id = ${connection.projectId} order by id`.execute(database.root);
      return rows.map(({ type, thing_name }) => `${thing_name} ${type}`);
    };

    it('has every change with its evidence, what held before, and the uptime', async () => {
      await note('pump-1', NOW - 10 * DAY, 'connected');
      await note('pump-1', NOW - 12 * HOUR, 'disconnected', 'connection_lost');
      await note('pump-1', NOW - 6 * HOUR, 'connected');
      const timeline = await read('pump-1', NOW - DAY);
      assert.equal(timeline.before?.status, 'connected');
      assert.deepEqual(
        timeline.transitions.map(({ status, reason }) => reason ?? status),
        ['connection_lost', 'connected'],
      );
      const [lost] = timeline.transitions;
      assert.deepEqual(
        [lost?.source, lost?.shadowVersion, lost?.shadowTime, lost?.messageId],
        ['push', 7, new Date(NOW - 12 * HOUR).toISOString(), 'message-1'],
      );
      assert.deepEqual(timeline.uptime.day, { connected: 0.75, known: 1 });
      assert.deepEqual(timeline.uptime.month.known, 10 / 30);
      assert.equal(timeline.flapping, null);
    });

    it('shows nothing as known while the connection was blind', async () => {
      await sql`insert into connection_blind_periods (connection_id, from_at, to_at, reason)
        values (${connection.id}, ${new Date(NOW - 18 * HOUR)}, ${new Date(NOW - 12 * HOUR)}, 'path_broken')`.execute(
        database.root,
      );
      const timeline = await read('pump-1', NOW - DAY);
      assert.deepEqual(
        timeline.transitions.map(({ status, reason }) => reason ?? status),
        ['path_broken', 'connection_lost', 'connected'],
      );
      assert.deepEqual(timeline.uptime.day, { connected: 12 / 18, known: 0.75 });
    });

    it('finds who flaps, tells of it once, and of its end', async () => {
      for (let change = 0; change < 7; change += 1)
        await note('pump-2', NOW - (8 - change) * 60_000, change % 2 === 0 ? 'connected' : 'disconnected');
      await watchFlapping({ database, clock });
      await watchFlapping({ database, clock });
      assert.deepEqual(await events(), ['pump-2 device.flapping']);
      assert.equal((await read('pump-2', NOW - DAY)).flapping?.changes, 7);
      assert.equal(await listed('pump-2'), 7);
      await watchFlapping({ database, clock: fakeClock(NOW + 15 * 60_000) });
      assert.deepEqual(await events(), ['pump-2 device.flapping', 'pump-2 device.steady']);
      assert.equal(await listed('pump-2'), null);
    });

    it('is forgotten with time, but never what held at the border, nor the newest entry', async () => {
      const at = [NOW - 120 * DAY, NOW - 100 * DAY, NOW - 95 * DAY, NOW - 10 * DAY];
      for (const time of at) await note('pump-3', time, 'connected');
      await prune({ database, clock, config: { timelineDays: 90 } });
      const { rows } = await sql<{ at: Date }>`select at from device_transitions where thing_name = 'pump-3'
        order by at`.execute(database.root);
      assert.deepEqual(
        rows.map((row) => row.at.getTime()),
        at.slice(2),
      );
    });
  });
});
