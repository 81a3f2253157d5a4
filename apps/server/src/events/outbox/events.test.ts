import assert from 'node:assert/strict';
import { after, before, describe, it, test } from 'node:test';
import { fakeClock, until } from '@thingdock/testkit';
import { eachDatabase } from '../../../test/each-database.ts';
import { insertConnection } from '../../../test/fleet/records.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Database } from '../../platform/db/index.ts';
import { createEvents, type Events } from './events.ts';
import { EVENT_TYPES, type NewEvent, tell } from './kinds.ts';
import { record } from './store.ts';

const T0 = Date.UTC(2026, 0, 1);

describe('events of a project', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    let connection: ConnectionRef;
    let events: Events;
    const clock = fakeClock(T0);

    before(async () => {
      ({ database, close } = await open());
      connection = await insertConnection(database);
      events = createEvents({ database, clock, config: { timelineDays: 90 } });
    });
    after(() => close());

    const connected = (device: string, at = T0): NewEvent => ({
      ...{ type: 'device.connected', projectId: connection.projectId, connectionId: connection.id, device },
      ...{ at, data: {} },
    });
    const lost = (device: string, at = T0): NewEvent => ({
      ...connected(device, at),
      ...{ type: 'device.disconnected', data: { reason: 'connection_lost' } },
    });
    const note = (...list: NewEvent[]) => database.transaction((tx) => record(tx, list));
    const list = async (query: Record<string, string> = {}) => {
      const request = { params: { projectId: connection.projectId }, query };
      return events.routes['events.list'](request as Parameters<Events['routes']['events.list']>[0]);
    };

    it('are told in sentences, the newest first, page by page', async () => {
      await note(connected('pump-1'), lost('pump-1', T0 + 1_000), connected('pump-2', T0 + 2_000));
      const first = await list({ limit: '2' });
      assert.deepEqual(
        first.items.map(({ text }) => text),
        ['pump-2 connected.', 'pump-1 is disconnected: its connection was lost.'],
      );
      const second = await list({ limit: '2', before: first.next ?? '' });
      assert.deepEqual([second.items.map(({ text }) => text), second.next], [['pump-1 connected.'], null]);
    });

    it('are found by type, by the begin of a type, by device', async () => {
      const found = async (query: Record<string, string>) => (await list(query)).items.length;
      assert.equal(await found({ type: 'device.connected' }), 2);
      assert.equal(await found({ type: 'device.' }), 3);
      assert.equal(await found({ type: 'licence.' }), 0);
      assert.equal(await found({ device: 'pump-1', connectionId: connection.id }), 2);
      await assert.rejects(list({ before: 'yesterday' }), { code: 'cursor_invalid' });
    });

    it('of a change that was rolled back are not told', async () => {
      const failed = database.transaction(async (tx) => {
        await record(tx, [connected('pump-3')]);
        throw new Error('no');
      });
      await assert.rejects(failed, /no/);
      assert.equal((await list({ device: 'pump-3' })).items.length, 0);
    });

    it('are told to open pages once for each type', async () => {
      const heard: string[] = [];
      const stop = await database.listen(
        'thingdock_feed',
        (payload) => heard.push(payload),
        () => {},
      );
      await note(connected('a'), connected('b'), lost('a'));
      await until('the notification', () => heard.length > 0);
      await stop();
      assert.deepEqual(
        heard.map((it) => JSON.parse(it).keys),
        [['device.connected', 'device.disconnected']],
      );
    });

    it('are forgotten when they are older than the timeline', async () => {
      const runs: (() => Promise<void>)[] = [];
      await events.start({ every: async (_name, _seconds, work) => void runs.push(work) });
      await clock.advance(90 * 24 * 3_600_000 + 1_500);
      for (const run of runs) await run();
      assert.deepEqual(
        (await list()).items.map(({ device }) => device),
        ['pump-2'],
      );
    });
  });
});

test('every type of event has its sentence, and an unknown one is told by its type', () => {
  for (const type of EVENT_TYPES) assert.match(tell(type, 'pump-1', {}), /\.$/);
  assert.equal(tell('device.sang', 'pump-1', {}), 'pump-1: device.sang');
});
