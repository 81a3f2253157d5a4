import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { DeviceStatus } from '@thingdock/api';
import { isObject, valueAt } from '@thingdock/device-protocol';
import { type FakeClock, fakeClock, fakeIds } from '@thingdock/testkit';
import { eachDatabase } from '../../test/each-database.ts';
import { insertConnection } from '../../test/fleet/records.ts';
import { changeDesired, type Order, type Withdrawal, withdrawFlow } from '../agents/change-desired.ts';
import type { FlowReport } from '../agents/index.ts';
import { findTree } from '../agents/tree-store.ts';
import { type Assets, createAssets } from '../assets/index.ts';
import { createFlow } from '../assets/upload.ts';
import type { ConnectionRef } from '../connections/index.ts';
import type { DeviceSnapshot } from '../devices/index.ts';
import { createEnvelope } from '../platform/crypto/envelope.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import { createDeployment } from './create.ts';
import { checkDeadlines, resume } from './deadlines.ts';
import { applyReports } from './reports.ts';
import * as store from './store.ts';
import { ABSENCE_MS, SILENCE_MS } from './target.ts';

describe('a deployment', () => {
  eachDatabase((_name, open) => {
    const ids = fakeIds();
    const envelope = createEnvelope([Buffer.alloc(32, 3)]);
    let database: Database;
    let close: () => Promise<void>;
    let connection: ConnectionRef;
    let clock: FakeClock;
    let assets: Assets;
    let flowId: string;
    let devices: Map<string, DeviceSnapshot>;
    let woken: string[];

    before(async () => {
      ({ database, close } = await open());
    });
    beforeEach(async () => {
      connection = await insertConnection(database);
      clock = fakeClock();
      assets = createAssets({ database, clock, ids, envelope });
      const upload = { name: 'Hello', content: '[]', createdBy: 'Ana' };
      ({ id: flowId } = await createFlow({ database, clock, ids, envelope }, connection.projectId, upload));
      devices = new Map();
      woken = [];
    });
    after(() => close());

    const deps = () => ({
      database,
      clock,
      ids,
      assets,
      connections: {
        find: async () => connection,
        findByWireId: async (wireId: string) => (wireId === connection.wireId ? connection : undefined),
      },
      devices: {
        snapshots: async (_tx: unknown, _connection: unknown, names: readonly string[]) =>
          new Map([...devices].filter(([name]) => names.includes(name))),
        announce: async () => {},
      },
      agents: {
        changeDesired: (tx: Executor, to: ConnectionRef, orders: readonly Order[]) =>
          changeDesired(tx, to, orders, clock.now()),
        withdrawFlow: (tx: Executor, from: ConnectionRef, what: Withdrawal) =>
          withdrawFlow(tx, from, what, clock.now()),
        wake: (_connection: unknown, names: readonly string[]) => void woken.push(...names),
      },
    });
    const add = (name: string, status: DeviceStatus) =>
      devices.set(name, { status, since: clock.now() - 1_000, speaks: true });
    const deploy = (...names: string[]) => {
      const { projectId, id: connectionId } = connection;
      const wanted = { projectId, flowId, connectionId, devices: names, requestedBy: 'Ana' };
      return createDeployment(deps(), wanted);
    };
    const targets = async (actionId: string) => {
      const rows = await store.listTargets(database.root, actionId);
      return Object.fromEntries(rows.map((row) => [row.thing_name, row]));
    };
    const desired = async (thingName: string) => {
      const tree = await findTree(database.root, { wireId: connection.wireId, thingName }, 'desired');
      const flow = tree && valueAt(tree.state, 'flow.flow');
      return isObject(flow) ? flow : undefined;
    };
    const report = async (actionId: string, thingName: string, state: FlowReport['state'], message?: string) => {
      const row = (await targets(actionId))[thingName];
      const said = { thingName, assetId: 'a', updateId: row?.update_id ?? '', state, ts: 1 };
      const full = message === undefined ? said : { ...said, message };
      await database.transaction((tx) => applyReports(deps(), tx, connection, [full]));
    };

    it('orders each device to run the version under an update of its own, and wakes it', async () => {
      add('d1', 'connected');
      add('d2', 'disconnected');
      const action = await deploy('d2', 'd1', 'd1');
      const { d1, d2 } = await targets(action.id);
      assert.deepEqual([d1?.state, d2?.state, woken], ['requested', 'pending', ['d1', 'd2']]);
      assert.deepEqual(await desired('d1'), { assetId: action.version_id, updateId: d1?.update_id });
      assert.deepEqual(await desired('d2'), { assetId: action.version_id, updateId: d2?.update_id });
      assert.notEqual(d1?.update_id, d2?.update_id);
    });

    it('to a device that nobody knows changes nothing', async () => {
      add('d1', 'connected');
      await assert.rejects(deploy('d1', 'ghost'), { code: 'device_unknown', message: /ghost/ });
      assert.equal(await desired('d1'), undefined);
      const all = await store.listActions(database.root, { projectId: connection.projectId }, 10);
      assert.deepEqual([all, woken], [[], []]);
    });

    it('of another project’s flow, or through another project’s connection, is refused', async () => {
      const wanted = { flowId, connectionId: connection.id, devices: ['d1'], requestedBy: 'Ana' };
      await assert.rejects(createDeployment(deps(), { ...wanted, projectId: 'other' }), { code: 'not_found' });
      const { projectId } = connection;
      await assert.rejects(createDeployment(deps(), { ...wanted, projectId, version: 2 }), {
        code: 'version_not_found',
      });
      connection = { ...connection, projectId: 'other' };
      await assert.rejects(createDeployment(deps(), { ...wanted, projectId }), { code: 'no_connection' });
    });

    it('follows what its devices report, and keeps what runs on each', async () => {
      add('d1', 'connected');
      add('d2', 'connected');
      const { id } = await deploy('d1', 'd2');
      await report(id, 'd1', 'deploying');
      await report(id, 'd1', 'deployed');
      await report(id, 'd2', 'deployFail', 'Too many update attempts\u0000');
      const { d1, d2 } = await targets(id);
      assert.deepEqual([d1?.state, d2?.state, d2?.message], ['deployed', 'failed', 'Too many update attempts\uFFFD']);
      const flows = await store.listDeployedFlows(database.root, connection.wireId, ['d1', 'd2']);
      assert.deepEqual(
        flows.map((flow) => [flow.thing_name, flow.flow_id, flow.version]),
        [['d1', flowId, 1]],
      );
      assert.deepEqual((await store.countStates(database.root, [id])).get(id), { deployed: 1, failed: 1 });
    });

    it('overrides an older one that has not ended, and names itself there', async () => {
      add('d1', 'connected');
      const older = await deploy('d1');
      const newer = await deploy('d1');
      const { d1 } = await targets(older.id);
      assert.equal(d1?.state, 'overridden');
      assert.equal(d1?.message, `Replaced by deployment ${newer.id} (Hello, version 1).`);
      await report(older.id, 'd1', 'deployed');
      assert.equal(
        (await targets(older.id)).d1?.state,
        'overridden',
        'reports on what is not wanted any more are ignored',
      );
      assert.equal((await targets(newer.id)).d1?.state, 'requested');
    });

    it('ignores reports of another device, and on updates that nobody ordered', async () => {
      add('d1', 'connected');
      const { id } = await deploy('d1');
      const updateId = (await targets(id)).d1?.update_id ?? '';
      const forged: FlowReport = { thingName: 'd9', assetId: 'a', updateId, state: 'deployed', ts: 1 };
      await database.transaction((tx) => applyReports(deps(), tx, connection, [forged, { ...forged, updateId: 'x' }]));
      assert.equal((await targets(id)).d1?.state, 'requested');
    });

    it('to several devices at once, twice at the same time, leaves one of the two open on each', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
      for (const name of names) add(name, 'connected');
      const [a, b] = await Promise.all([deploy(...names), deploy(...names.toReversed())]);
      const states = [...Object.values(await targets(a.id)), ...Object.values(await targets(b.id))].map(
        (row) => row.state,
      );
      assert.equal(states.filter((state) => state === 'requested').length, 20);
      assert.equal(states.filter((state) => state === 'overridden').length, 20);
      const open = await store.listOpen(database.root);
      for (const row of open.filter(({ wire_id }) => wire_id === connection.wireId))
        assert.equal((await desired(row.thing_name))?.updateId, row.update_id);
    });

    it('times out on a device that is connected and silent', async () => {
      add('d1', 'connected');
      const { id } = await deploy('d1');
      await clock.advance(SILENCE_MS - 1);
      await checkDeadlines(deps());
      assert.equal((await targets(id)).d1?.state, 'requested');
      await clock.advance(1);
      await checkDeadlines(deps());
      assert.equal((await targets(id)).d1?.state, 'timed_out');
      await report(id, 'd1', 'deployed');
      assert.equal((await targets(id)).d1?.state, 'deployed', 'the late word of the device is the truth');
    });

    it('waits for a device that is away, and gives it its time when it is back', async () => {
      add('d1', 'connected');
      const { id } = await deploy('d1');
      add('d1', 'disconnected');
      await checkDeadlines(deps());
      const waiting = (await targets(id)).d1;
      assert.equal(waiting?.state, 'pending');
      assert.match(waiting?.message ?? '', /offline since/);
      await clock.advance(3_600_000);
      add('d1', 'connected');
      await resume(deps(), connection, 'd1');
      const back = (await targets(id)).d1;
      assert.deepEqual([back?.state, back?.message], ['requested', null]);
      assert.equal(back?.deadline_at?.getTime(), clock.now() + SILENCE_MS);
    });

    it('is withdrawn from a device that stays away for 7 days, which then keeps what it had', async () => {
      add('d1', 'connected');
      const first = await deploy('d1');
      await report(first.id, 'd1', 'deployed');
      const before = await desired('d1');
      add('d1', 'disconnected');
      add('d2', 'disconnected');
      const second = await deploy('d1', 'd2');
      await clock.advance(ABSENCE_MS);
      woken = [];
      await checkDeadlines(deps());
      const { d1, d2 } = await targets(second.id);
      assert.deepEqual([d1?.state, d2?.state], ['timed_out', 'timed_out']);
      assert.deepEqual(await desired('d1'), before);
      assert.equal(await desired('d2'), undefined);
      assert.deepEqual(woken, ['d1', 'd2']);
    });

    it('to a thousand devices is one short transaction', async () => {
      const names = Array.from({ length: 1_000 }, (_, index) => `t${index}`);
      for (const name of names) add(name, 'connected');
      const { id } = await deploy(...names);
      assert.equal(Object.keys(await targets(id)).length, 1_000);
      const { id: again } = await deploy(...names);
      assert.deepEqual((await store.countStates(database.root, [id])).get(id), { overridden: 1_000 });
      assert.deepEqual((await store.countStates(database.root, [again])).get(again), { requested: 1_000 });
    });
  });
});
