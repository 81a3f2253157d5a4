import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DeviceFilter } from '@thingdock/api';
import fc from 'fast-check';
import { sql } from 'kysely';
import { insertDevices, insertFlows, type TestDevice } from '../../../test/devices/rows.ts';
import { eachDatabase } from '../../../test/each-database.ts';
import { insertConnection } from '../../../test/fleet/records.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Database } from '../../platform/db/index.ts';
import { count } from './counts.ts';
import type { Order, Sort } from './cursor.ts';
import { readFilter } from './filter.ts';
import { find } from './find.ts';
import type { DeviceFlows } from './present.ts';
import { select } from './select.ts';
import type { Scope } from './store.ts';

const FLEET: readonly TestDevice[] = [
  { name: 'gw-1', agent: '2.10.0', seenAt: 3_000, tags: ['roof', 'north'] },
  { name: 'gw-2', agent: '2.9.1', seenAt: 1_000, status: 'disconnected', reason: 'connection_lost', tags: ['roof'] },
  { name: 'GW-3', agent: '2.5.0', status: 'disconnected', reason: 'clean_disconnect', seenAt: 2_000 },
  { name: 'a_b', status: 'unknown', reason: 'never_seen' },
  { name: 'a-b', status: 'unknown', reason: 'not_registered', licensed: false, agent: '2.18.2' },
  { name: 'zz', gone: true },
];

describe('the list of devices', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    let connection: ConnectionRef;
    let scope: Scope;

    before(async () => {
      ({ database, close } = await open());
      connection = await insertConnection(database);
      scope = { projectId: connection.projectId, connections: [connection] };
      await insertDevices(database.root, connection, FLEET);
      await insertFlows(database.root, connection, [
        { name: 'gw-1', flowId: 'f1' },
        { name: 'gw-2', flowId: 'f2', state: 'error', deployState: 'failed' },
      ]);
    });
    after(() => close());

    const flows: DeviceFlows = async (_connection, names) =>
      new Map(
        names.map((name) => [
          name,
          {
            ...{ id: 'f2', name: 'Flow f2', version: 2, state: 'error' as const, message: null, deployedAt: null },
            enabled: { wanted: true, reported: null },
          },
        ]),
      );
    const by = (sort: Sort, descending = false): Order => ({ sort, descending });
    const names = async (filter: DeviceFilter, { order = by('name'), at = scope } = {}) => {
      const page = await find({ executor: database.root, flows, now: 0 }, at, {
        filter: readFilter(filter),
        order,
        limit: 100,
      });
      return page.items.map(({ name }) => name).join(' ');
    };

    it('goes by the bytes of the names, either way', async () => {
      assert.equal(await names({}), 'GW-3 a-b a_b gw-1 gw-2 zz');
      assert.equal(await names({}, { order: by('name', true) }), 'zz gw-2 gw-1 a_b a-b GW-3');
    });

    const cases: readonly [DeviceFilter, string][] = [
      [{ name: 'gw' }, 'GW-3 gw-1 gw-2'],
      [{ name: 'gw-*' }, 'gw-1 gw-2'],
      [{ name: '_' }, 'a_b'],
      [{ name: '%' }, ''],
      [{ name: '\u0000' }, ''],
      [{ status: 'connected' }, 'gw-1'],
      [{ status: 'connected,disconnected' }, 'GW-3 gw-1 gw-2'],
      [{ status: 'unknown' }, 'a-b a_b'],
      [{ status: 'gone' }, 'zz'],
      [{ reason: 'connection_lost,never_seen' }, 'a_b gw-2'],
      [{ tags: 'roof' }, 'gw-1 gw-2'],
      [{ tags: 'roof, north' }, 'gw-1'],
      [{ tags: 'south' }, ''],
      [{ agentVersion: '<2.10' }, 'GW-3 gw-2'],
      [{ agentVersion: '2.18.2,<2.6' }, 'GW-3 a-b'],
      [{ agentVersion: '9.9.9' }, ''],
      [{ licensed: 'no' }, 'a-b'],
      [{ flowId: 'f1' }, 'gw-1'],
      [{ flowState: 'error' }, 'gw-2'],
      [{ deployState: 'failed,timed_out' }, 'gw-2'],
      [{ flowId: 'f1', deployState: 'failed' }, ''],
      [{ status: 'disconnected', tags: 'roof', name: 'gw-*', agentVersion: '<3' }, 'gw-2'],
      [{ connectionId: 'another' }, ''],
    ];
    for (const [filter, expected] of cases)
      it(`lets through ${JSON.stringify(filter)}, counts and selects the same`, async () => {
        assert.equal(await names(filter), expected);
        const wanted = expected.split(' ').filter(Boolean);
        assert.equal((await count(database.root, scope, readFilter(filter))).matching, wanted.length);
        const selected = await select(database.root, scope, { filter }, 100);
        assert.deepEqual(selected.byConnection.get(connection.id) ?? [], wanted);
      });

    it('refuses words that are none', () => {
      assert.throws(() => readFilter({ status: 'connected,offline' }), { code: 'filter_invalid' });
      assert.throws(() => readFilter({ agentVersion: '<new' }), { code: 'filter_invalid' });
    });

    it('is sorted by status, by agent, by when devices were seen', async () => {
      assert.equal(await names({}, { order: by('status') }), 'gw-1 GW-3 gw-2 a-b a_b zz');
      assert.equal(await names({}, { order: by('status', true) }), 'zz a_b a-b gw-2 GW-3 gw-1');
      assert.equal(await names({}, { order: by('agent') }), 'GW-3 gw-2 gw-1 a-b a_b zz');
      assert.equal(await names({}, { order: by('agent', true) }), 'a-b gw-1 gw-2 GW-3 zz a_b');
      assert.equal(await names({}, { order: by('seen') }), 'gw-2 GW-3 gw-1 a-b a_b zz');
      assert.equal(await names({}, { order: by('seen', true) }), 'gw-1 GW-3 gw-2 zz a_b a-b');
    });

    it('believes nothing of a blind connection but what holds whatever messages say', async () => {
      const blind = { projectId: scope.projectId, connections: [{ ...connection, blind: 'path_broken' as const }] };
      assert.equal(await names({ status: 'connected,disconnected' }, { at: blind }), '');
      assert.equal(await names({ status: 'unknown' }, { at: blind }), 'GW-3 a-b a_b gw-1 gw-2');
      assert.equal(await names({ reason: 'path_broken' }, { at: blind }), 'GW-3 a_b gw-1 gw-2');
      assert.equal(await names({ reason: 'not_registered,gone' }, { at: blind }), 'a-b zz');
      assert.equal(await names({ status: 'gone' }, { at: blind }), 'zz');
      const { matching, ...counts } = await count(database.root, blind, readFilter({ status: 'unknown' }));
      assert.deepEqual([counts, matching], [{ connected: 0, disconnected: 0, unknown: 5, gone: 1 }, 5]);
    });

    it('shows what a device runs and how its newest deployment went', async () => {
      const { items } = await find({ executor: database.root, flows, now: 0 }, scope, {
        ...{ filter: readFilter({ name: 'gw-2' }), order: by('name'), limit: 1 },
      });
      const { flow, lastDeployment, tags, status, reason } = items[0] ?? assert.fail();
      assert.deepEqual([flow?.id, flow?.name, flow?.version, flow?.state], ['f2', 'Flow f2', 2, 'error']);
      assert.deepEqual([lastDeployment?.kind, lastDeployment?.state], ['flow-deploy', 'failed']);
      assert.deepEqual([tags, status, reason], [['roof'], 'disconnected', 'connection_lost']);
    });

    it('knows no devices of other projects, be they named', async () => {
      const other = await insertConnection(database);
      await insertDevices(database.root, other, [{ name: 'theirs' }]);
      assert.equal(await names({ name: 'theirs' }), '');
      const devices = [{ connectionId: other.id, name: 'theirs' }];
      await assert.rejects(select(database.root, scope, { devices }, 10), { code: 'device_unknown' });
    });

    it('refuses a cursor of another order, and what is none', async () => {
      const { next } = await find({ executor: database.root, flows, now: 0 }, scope, {
        filter: {},
        order: by('name'),
        limit: 2,
      });
      for (const [order, cursor] of [
        [by('status'), next ?? ''],
        [by('name', true), next ?? ''],
        [by('name'), 'yesterday'],
        [by('name'), ''],
      ] as const)
        await assert.rejects(
          find({ executor: database.root, flows, now: 0 }, scope, { filter: {}, order, after: cursor, limit: 2 }),
          {
            code: 'cursor_invalid',
          },
        );
    });

    it('is whole over its pages, whatever changes in between that concerns neither filter nor order', async () => {
      const own = await insertConnection(database);
      const place = { projectId: own.projectId, connections: [own] };
      const device = fc.record({
        name: fc.stringMatching(/^[a-c]{1,4}$/),
        status: fc.constantFrom('connected' as const, 'disconnected' as const, 'unknown' as const),
        agent: fc.constantFrom('2.9.0', '2.10.0', null),
        seenAt: fc.constantFrom(1_000, 2_000, null),
        tags: fc.subarray(['x', 'y']),
      });
      const property = fc.asyncProperty(
        fc.uniqueArray(device, { selector: ({ name }) => name, maxLength: 30 }),
        fc.constantFrom<DeviceFilter>({}, { tags: 'x' }, { name: 'a*' }, { name: 'b', agentVersion: '<2.10' }),
        fc.constantFrom<Sort>('name', 'status', 'agent', 'seen'),
        fc.boolean(),
        fc.integer({ min: 1, max: 7 }),
        async (devices, filter, sort, descending, limit) => {
          await sql`delete from devices where connection_id = ${own.id}`.execute(database.root);
          await insertDevices(database.root, own, devices);
          const wish = { filter: readFilter(filter), order: by(sort, descending) };
          const expected = (
            await find({ executor: database.root, flows, now: 0 }, place, { ...wish, limit: 500 })
          ).items.map(({ name }) => name);
          const walked: string[] = [];
          let after: string | null | undefined;
          do {
            const page = await find({ executor: database.root, flows, now: 0 }, place, {
              ...wish,
              after: after ?? undefined,
              limit,
            });
            walked.push(...page.items.map(({ name }) => name));
            after = page.next;
            await disturb(own, walked);
          } while (after !== null);
          assert.deepEqual(walked, expected);
        },
      );
      await fc.assert(property, { numRuns: 40 });
    });

    /** What was shown already goes away or becomes another, and something turns up that no filter here lets through. */
    async function disturb(own: ConnectionRef, walked: readonly string[]): Promise<void> {
      await sql`update devices set silence = 'not_answering', observed_at = now() where connection_id = ${own.id}`.execute(
        database.root,
      );
      const last = walked.at(-1);
      if (last)
        await sql`delete from devices where connection_id = ${own.id} and thing_name = ${last}`.execute(database.root);
    }
  });
});
