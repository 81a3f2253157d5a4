import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { until } from '@thingdock/testkit';
import { eachDatabase } from '../../test/each-database.ts';
import type { Database } from '../platform/db/index.ts';
import { createDeployment } from './create.ts';
import { listDeployedFlows } from './deployed-store.ts';
import { openSetting, type Setting } from './setting.test.setup.ts';
import * as store from './store.ts';
import { ABSENCE_MS, SILENCE_MS } from './target.ts';
import { listOpen } from './target-store.ts';

describe('a deployment', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    let setting: Setting;
    let flowId: string;

    before(async () => {
      ({ database, close } = await open());
    });
    beforeEach(async () => {
      setting = await openSetting(database);
      flowId = await setting.createFlow('Hello');
    });
    after(() => close());

    const deploy = (...names: string[]) => setting.create({ flowId, devices: names });
    /** Portions go out one after the other, each when its devices were told. */
    const settled = () =>
      until('everything to be ordered', async () => {
        await setting.worker.run();
        return !(await store.listStartable(database.root)).some(({ wire_id }) => wire_id === setting.connection.wireId);
      });
    const desired = (name: string) => setting.desired(name, 'flow.flow');

    it('orders each device to run the version under an update of its own, and wakes it', async () => {
      setting.add('d1', 'connected');
      setting.add('d2', 'disconnected');
      const action = await deploy('d2', 'd1', 'd1');
      const { d1, d2 } = await setting.targets(action.id);
      assert.deepEqual([d1?.state, d2?.state, setting.told], ['requested', 'pending', ['d1', 'd2']]);
      assert.deepEqual(await desired('d1'), { assetId: action.version_id, updateId: d1?.update_id });
      assert.deepEqual(await desired('d2'), { assetId: action.version_id, updateId: d2?.update_id });
      assert.notEqual(d1?.update_id, d2?.update_id);
    });

    it('to a device that nobody knows changes nothing', async () => {
      setting.add('d1', 'connected');
      await assert.rejects(deploy('d1', 'ghost'), { code: 'device_unknown', message: /ghost/ });
      assert.equal(await desired('d1'), undefined);
      const all = await store.listActions(database.root, { projectId: setting.connection.projectId }, 10);
      assert.deepEqual([all, setting.told], [[], []]);
    });

    it('gives the last phase the rest, without a size of its own', async () => {
      for (const name of ['d1', 'd2', 'd3']) setting.add(name, 'connected');
      const devices = ['d1', 'd2', 'd3'];
      const { phase_sizes } = await setting.create({ flowId, devices, rollout: { phases: [{ count: 1 }, {}] } });
      assert.deepEqual(phase_sizes, [1, 2]);
      const unclear = { phases: [{}, { count: 1 }] };
      await assert.rejects(setting.create({ flowId, devices, rollout: unclear }), { code: 'phase_unclear' });
    });

    it('refuses canaries that are none of its devices, or more than the first phase takes', async () => {
      for (const name of ['d1', 'd2', 'd3']) setting.add(name, 'connected');
      const first = (...canaries: string[]) =>
        setting.preview({ flowId, devices: ['d1', 'd2', 'd3'], rollout: { phases: [{ count: 1 }, {}], canaries } });
      await assert.rejects(first('d2', 'd9'), { code: 'canary_unknown', message: /: d9\./ });
      await assert.rejects(first('d2', 'd3'), { code: 'canaries_too_many' });
      assert.deepEqual((await first('d3')).phases, [1, 2]);
    });

    it('of another project’s flow, or through another project’s connection, is refused', async () => {
      const { inner, connection } = setting;
      const body = { flowId, connectionId: connection.id, devices: ['d1'] };
      const { projectId } = connection;
      await assert.rejects(createDeployment(inner, 'other', body, 'Ana'), { code: 'not_found' });
      await assert.rejects(createDeployment(inner, projectId, { ...body, version: 2 }, 'Ana'), {
        code: 'version_not_found',
      });
      connection.projectId = 'other';
      await assert.rejects(createDeployment(inner, projectId, body, 'Ana'), { code: 'no_connection' });
    });

    it('follows what its devices report, and keeps what runs on each', async () => {
      setting.add('d1', 'connected');
      setting.add('d2', 'connected');
      const { id } = await deploy('d1', 'd2');
      await setting.flow(id, 'd1', 'deploying');
      await setting.flow(id, 'd1', 'deployed');
      await setting.flow(id, 'd2', 'deployFail', 'Too many update attempts\u0000');
      const { d1, d2 } = await setting.targets(id);
      assert.deepEqual([d1?.state, d2?.state, d2?.message], ['deployed', 'failed', 'Too many update attempts\uFFFD']);
      const flows = await listDeployedFlows(database.root, setting.connection.wireId, ['d1', 'd2']);
      assert.deepEqual(flows.map((flow) => [flow.thing_name, flow.flow_id, flow.version, flow.last?.state]).sort(), [
        ['d1', flowId, 1, 'deployed'],
        ['d2', null, null, 'failed'],
      ]);
      assert.deepEqual((await store.countStates(database.root, [id])).get(id), { deployed: 1, failed: 1 });
    });

    it('overrides an older one that has not ended, and names itself there', async () => {
      setting.add('d1', 'connected');
      const older = await deploy('d1');
      const newer = await deploy('d1');
      const { d1 } = await setting.targets(older.id);
      assert.equal(d1?.state, 'overridden');
      assert.equal(d1?.message, `Replaced by deployment ${newer.id} (Hello, version 1).`);
      await setting.flow(older.id, 'd1', 'deployed');
      assert.equal(
        (await setting.targets(older.id)).d1?.state,
        'overridden',
        'reports on what is not wanted any more are ignored',
      );
      assert.equal((await setting.targets(newer.id)).d1?.state, 'requested');
    });

    it('ignores reports of another device, and on updates that nobody ordered', async () => {
      setting.add('d1', 'connected');
      const { id } = await deploy('d1');
      const updateId = (await setting.targets(id)).d1?.update_id ?? '';
      const said = { about: 'flow', assetId: 'a', state: 'deployed', ts: 1 } as const;
      await setting.report({ ...said, thingName: 'd9', updateId }, { ...said, thingName: 'd1', updateId: 'x' });
      assert.equal((await setting.targets(id)).d1?.state, 'requested');
    });

    it('to several devices at once, twice at the same time, leaves one of the two open on each', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
      for (const name of names) setting.add(name, 'connected');
      const [a, b] = await Promise.all([deploy(...names), deploy(...names.toReversed())]);
      const states = [...Object.values(await setting.targets(a.id)), ...Object.values(await setting.targets(b.id))].map(
        (row) => row.state,
      );
      assert.equal(states.filter((state) => state === 'requested').length, 20);
      assert.equal(states.filter((state) => state === 'overridden').length, 20);
      const open = await listOpen(database.root, setting.connection.wireId, names, 'flow');
      assert.equal(open.length, 20);
      for (const row of open)
        assert.deepEqual(await desired(row.thing_name), { assetId: a.version_id, updateId: row.update_id });
    });

    it('times out on a device that is connected and silent', async () => {
      setting.add('d1', 'connected');
      const { id } = await deploy('d1');
      await setting.clock.advance(SILENCE_MS - 1);
      await setting.worker.run();
      assert.equal((await setting.targets(id)).d1?.state, 'requested');
      await setting.clock.advance(1);
      await setting.worker.run();
      assert.equal((await setting.targets(id)).d1?.state, 'timed_out');
      await setting.flow(id, 'd1', 'deployed');
      assert.equal((await setting.targets(id)).d1?.state, 'deployed', 'the late word of the device is the truth');
    });

    it('waits for a device that is away, and gives it its time when it is back', async () => {
      setting.add('d1', 'connected');
      const { id } = await deploy('d1');
      setting.add('d1', 'disconnected');
      await setting.follow('d1');
      const waiting = (await setting.targets(id)).d1;
      assert.equal(waiting?.state, 'pending');
      assert.match(waiting?.message ?? '', /offline since/);
      await setting.clock.advance(3_600_000);
      setting.add('d1', 'connected');
      await setting.follow('d1');
      const back = (await setting.targets(id)).d1;
      assert.deepEqual([back?.state, back?.message], ['requested', null]);
      assert.equal(back?.deadline_at?.getTime(), setting.clock.now() + SILENCE_MS);
    });

    it('is withdrawn from a device that stays away for 7 days, which then keeps what it had', async () => {
      setting.add('d1', 'connected');
      const first = await deploy('d1');
      await setting.flow(first.id, 'd1', 'deployed');
      const before = await desired('d1');
      setting.add('d1', 'disconnected');
      setting.add('d2', 'disconnected');
      const second = await deploy('d1', 'd2');
      await setting.clock.advance(ABSENCE_MS);
      setting.told.length = 0;
      await setting.worker.run();
      const { d1, d2 } = await setting.targets(second.id);
      assert.deepEqual([d1?.state, d2?.state], ['timed_out', 'timed_out']);
      assert.deepEqual(await desired('d1'), before);
      assert.equal(await desired('d2'), undefined);
      assert.deepEqual(setting.told, ['d1', 'd2']);
    });

    it('to a thousand devices goes out in portions, each a short transaction', async () => {
      const names = Array.from({ length: 1_000 }, (_, index) => `t${index}`);
      for (const name of names) setting.add(name, 'connected');
      const { id } = await deploy(...names);
      assert.equal(Object.keys(await setting.targets(id)).length, 1_000);
      await settled();
      assert.equal(setting.told.length, 1_000);
      const { id: again } = await deploy(...names);
      await settled();
      assert.deepEqual((await store.countStates(database.root, [id])).get(id), { overridden: 1_000 });
      assert.deepEqual((await store.countStates(database.root, [again])).get(again), { requested: 1_000 });
    });
  });
});
