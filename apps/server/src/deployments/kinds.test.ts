import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { CreateDeployment } from '@thingdock/api';
import type { StateUpdate } from '@thingdock/device-protocol';
import { until } from '@thingdock/testkit';
import { eachDatabase } from '../../test/each-database.ts';
import type { Database } from '../platform/db/index.ts';
import { listFiles } from './deployed-store.ts';
import { openSetting, reported, type Setting } from './setting.test.setup.ts';

const flowState = (state: string): StateUpdate => ({
  ...{ type: 'status', op: 'set', path: 'flow', state: { state, message: null } },
});
const FILE = 'f0000000-0000-4000-8000-000000000001';
const config = { name: 'tool', filename: 'tool.sh', size: 3, integrity: `${'A'.repeat(43)}=`, key: 'k', hooks: [] };

describe('an action', () => {
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
      const { projectId } = setting.connection;
      for (const number of [1, 2])
        setting.files.set(`${FILE}/${number}`, {
          ...{ fileId: FILE, fileName: 'tool', projectId, number, versionId: `v${number}`, config },
        });
      setting.add('d1', 'connected');
    });
    after(() => close());

    const make = async (body: Partial<CreateDeployment>) => {
      await setting.clock.advance(1);
      return (await setting.create({ devices: ['d1'], ...body })).id;
    };
    const state = async (id: string) => (await setting.states(id)).d1;
    const fileSays = (update: string | undefined, name: string, message?: string) =>
      setting.says(
        'd1',
        reported(`assets.assets.${FILE}`, {
          ...{ updateId: update ?? '', state: name, ts: setting.clock.now() },
          ...(message ? { message } : {}),
        }),
      );

    it('removes a flow, step by step, and then the device has none', async () => {
      const deployed = await make({ flowId });
      const { d1 } = await setting.targets(deployed);
      const flow = { assetId: 'a', updateId: d1?.update_id ?? '', ts: 1 };
      await setting.says('d1', reported('flow.flow', { ...flow, state: 'deployed' }));
      const id = await make({ kind: 'flow-remove' });
      assert.equal(await setting.desired('d1', 'flow.flow'), undefined);
      await setting.says('d1', reported('flow.flow', { ...flow, state: 'removePending' }));
      await setting.says('d1', reported('flow.flow', { ...flow, state: 'removing' }));
      assert.equal(await state(id), 'deploying');
      await setting.says('d1', { type: 'reported', op: 'remove', path: 'flow.flow' });
      assert.equal(await state(id), 'deployed');
      const again = await make({ kind: 'flow-remove' });
      assert.deepEqual(
        [await state(again), (await setting.targets(again)).d1?.message],
        ['deployed', 'It was so already.'],
      );
    });

    it('stops a flow: it counts once Node-RED has followed', async () => {
      const id = await make({ kind: 'flow-stop' });
      assert.equal(await setting.desired('d1', 'flow.enable'), false);
      await setting.says('d1', reported('flow.enable', false), flowState('running'));
      assert.equal(await state(id), 'deploying');
      await setting.says('d1', flowState('stopped'));
      assert.equal(await state(id), 'deployed');
    });

    it('starts a flow only when the deployment of it that runs has ended', async () => {
      const deployed = await make({ flowId });
      await setting.flow(deployed, 'd1', 'deploying');
      const id = await make({ kind: 'flow-start' });
      const waiting = (await setting.targets(id)).d1;
      assert.deepEqual([waiting?.state, waiting?.waits_for, waiting?.attempt], ['pending', 'earlier_action', 0]);
      assert.equal(await setting.desired('d1', 'flow.enable'), undefined);
      await setting.flow(deployed, 'd1', 'deployed');
      await setting.worker.run();
      assert.deepEqual([await state(id), await setting.desired('d1', 'flow.enable')], ['requested', true]);
    });

    it('sets variables, which stand sealed in it, and ends when the device has them', async () => {
      const id = await make({ kind: 'env-set', variables: { LIMIT: 'secret-1', A: '2' } });
      const action = await setting.action(id);
      assert.deepEqual(action.variable_names, ['A', 'LIMIT']);
      assert.ok(!JSON.stringify([action, await setting.targets(id)]).includes('secret-1'));
      assert.deepEqual(await setting.desired('d1', 'flow.envVariables'), { LIMIT: 'secret-1', A: '2' });
      await setting.says('d1', reported('flow.envVariablesA', { LIMIT: 'old' }));
      assert.equal(await state(id), 'requested');
      await setting.says('d1', reported('flow.envVariablesA', { A: '2', LIMIT: 'secret-1' }));
      assert.equal(await state(id), 'deployed');
    });

    it('puts a file on a device and takes it away; what is there is kept', async () => {
      const id = await make({ kind: 'file-deploy', fileId: FILE, version: 2 });
      const update = (await setting.targets(id)).d1?.update_id;
      await fileSays(update, 'deploying');
      assert.equal(await state(id), 'deploying');
      await fileSays(update, 'deployed');
      assert.equal(await state(id), 'deployed');
      const there = () => listFiles(database.root, setting.connection.wireId, ['d1']);
      assert.deepEqual(
        (await there()).map(({ name, deployed_version: v }) => [name, v]),
        [['tool', 2]],
      );
      const gone = await make({ kind: 'file-remove', fileId: FILE });
      await setting.says('d1', { type: 'reported', op: 'remove', path: `assets.assets.${FILE}` });
      assert.deepEqual([await state(gone), await there()], ['deployed', []]);
    });

    it('is tried again where that can help, under a new update, and not where it cannot', async () => {
      const id = await make({ kind: 'file-deploy', fileId: FILE });
      const first = (await setting.targets(id)).d1?.update_id;
      await fileSays(first, 'deployFail', 'Failed to acquire asset: ETIMEDOUT');
      const waiting = (await setting.targets(id)).d1;
      assert.deepEqual([waiting?.state, waiting?.waits_for], ['pending', 'retry']);
      await setting.clock.advance(30_000);
      await setting.worker.run();
      const second = (await setting.targets(id)).d1;
      assert.deepEqual([second?.state, second?.attempt], ['requested', 2]);
      assert.notEqual(second?.update_id, first);
      await fileSays(second?.update_id, 'deployFail', 'Failed to verify asset: File integrity mismatch');
      assert.equal(await state(id), 'failed');
    });

    it('on another subject leaves the others alone', async () => {
      const flow = await make({ flowId });
      const file = await make({ kind: 'file-deploy', fileId: FILE });
      const variables = await make({ kind: 'env-set', variables: {} });
      assert.deepEqual(
        [await state(flow), await state(file), await state(variables)],
        ['requested', 'requested', 'requested'],
      );
      await make({ kind: 'flow-remove' });
      assert.deepEqual([await state(flow), await state(file)], ['overridden', 'requested']);
    });

    it('is cancelled at each stage: the newest desired state counts', async () => {
      const first = await make({ flowId });
      await setting.flow(first, 'd1', 'deployed');
      const had = await setting.desired('d1', 'flow.flow');
      const id = await make({ flowId });
      await setting.flow(id, 'd1', 'deploying');
      await setting.command(id, { command: 'cancel' });
      assert.deepEqual([await state(id), setting.cancels], ['cancelled', ['d1']]);
      assert.deepEqual(await setting.desired('d1', 'flow.flow'), had);
      await setting.flow(id, 'd1', 'deployed');
      const late = (await setting.targets(id)).d1;
      assert.equal(late?.state, 'cancelled');
      assert.match(late?.message ?? '', /had done it before it heard/);
      await setting.worker.run();
      assert.equal((await setting.action(id)).rollout_state, 'stopped');
      await assert.rejects(setting.command(id, { command: 'cancel' }), { code: 'deployment_over' });
    });

    it('is refused for an agent that is too old, or without a licence for files', async () => {
      setting.add('old', 'connected', { agent: { type: 'enebular-agent', v: '2.4.1' } });
      setting.add('bare', 'connected', { licensed: false });
      const body = { kind: 'env-set', variables: {}, devices: ['d1', 'old'] } as const;
      await assert.rejects(setting.create({ ...body, devices: [...body.devices] }), {
        code: 'targets_refused',
        message:
          /need the agent in version 2\.17\.1 or newer; this one is 2\.4\.1\. Update it\. This cannot be done on old\.$/,
      });
      await assert.rejects(setting.create({ kind: 'file-deploy', fileId: FILE, devices: ['bare'] }), {
        message: /need a licence/,
      });
      const preview = await setting.preview({ kind: 'env-set', variables: {}, filter: {} });
      assert.deepEqual([preview.targets, preview.refused, preview.findings], [3, 1, { agent_too_old: 1 }]);
      const { id } = await setting.create({ kind: 'env-set', variables: {}, filter: {} });
      assert.deepEqual(await setting.states(id), { bare: 'requested', d1: 'requested', old: 'failed' });
    });

    it('goes out in phases, halts at its threshold, and goes on when somebody says so', async () => {
      for (const name of ['d2', 'd3', 'd4']) setting.add(name, 'connected');
      const rollout = { phases: [{ count: 1 }, { percent: 100 }], canaries: ['d3'], stopAt: { failed: 1 } };
      const { id } = await setting.create({ flowId, devices: ['d1', 'd2', 'd3', 'd4'], rollout });
      assert.deepEqual(await setting.states(id), { d1: 'pending', d2: 'pending', d3: 'requested', d4: 'pending' });
      await setting.flow(id, 'd3', 'deployFail', 'no');
      await setting.worker.run();
      assert.equal((await setting.action(id)).rollout_state, 'halted');
      await setting.command(id, { command: 'resume' });
      await setting.worker.run();
      assert.deepEqual(await setting.states(id), { d1: 'requested', d2: 'requested', d3: 'failed', d4: 'requested' });
    });

    it('is rolled back to what each device had, nothing included', async () => {
      setting.add('d2', 'connected');
      const other = await setting.createFlow('Other');
      const old = await make({ flowId: other });
      await setting.flow(old, 'd1', 'deployed');
      await setting.clock.advance(1);
      const { id } = await setting.create({ flowId, devices: ['d1', 'd2'] });
      await setting.flow(id, 'd1', 'deployed');
      await setting.flow(id, 'd2', 'deployed');
      await setting.worker.run();
      const back = await setting.command(id, { command: 'rollback' });
      const action = await setting.action(back);
      assert.deepEqual([action.rolls_back, Object.keys(await setting.states(back))], [id, ['d1', 'd2']]);
      const again = (await setting.targets(back)).d1;
      const flow = await setting.desired('d1', 'flow.flow');
      assert.deepEqual(flow, { assetId: (await setting.action(old)).version_id, updateId: again?.update_id });
      assert.equal(await setting.desired('d2', 'flow.flow'), undefined);
    });

    it('says beforehand exactly whom a roll back reaches: not who was cancelled, and not who was told something newer', async () => {
      for (const name of ['d2', 'd3']) setting.add(name, 'connected');
      const other = await setting.createFlow('Other');
      const old = await make({ flowId: other });
      await setting.flow(old, 'd1', 'deployed');
      await setting.clock.advance(1);
      const { id } = await setting.create({ flowId, devices: ['d1', 'd2', 'd3'] });
      for (const name of ['d1', 'd3']) await setting.flow(id, name, 'deployed');
      await setting.command(id, { command: 'cancel', devices: ['d2'] });
      await setting.clock.advance(1);
      const newer = await setting.create({ flowId: other, devices: ['d1', 'd3'] });
      await setting.flow(newer.id, 'd3', 'deployed');
      // Taken back, so that what it replaced is the newest again.
      await setting.command(newer.id, { command: 'cancel', devices: ['d1'] });
      const told = await setting.previewRollback(id);
      assert.deepEqual(told, { devices: 1, newer: 1, cancelled: 1, changes: [{ to: 'Other version 1', devices: 1 }] });
      const back = await setting.command(id, { command: 'rollback' });
      assert.deepEqual(Object.keys(await setting.states(back)), ['d1']);
    });

    it('is not stopped by a roll back of which nothing would come', async () => {
      setting.add('d1', 'disconnected');
      const { id } = await setting.create({ flowId, devices: ['d1'], rollout: { phases: [{ count: 1 }] } });
      await setting.command(id, { command: 'cancel', devices: ['d1'] });
      await assert.rejects(setting.command(id, { command: 'rollback' }), { code: 'nothing_to_roll_back' });
      assert.equal((await setting.action(id)).rollout_state, 'running');
    });

    it('is tried again where it failed', async () => {
      setting.add('d2', 'connected');
      const { id } = await setting.create({ flowId, devices: ['d1', 'd2'] });
      await setting.flow(id, 'd1', 'deployed');
      await setting.flow(id, 'd2', 'deployFail', 'no');
      const again = await setting.command(id, { command: 'retry-failed' });
      assert.deepEqual(await setting.states(again), { d2: 'requested' });
    });

    it('is rolled back and tried again on single devices, and goes on for the others', async () => {
      for (const name of ['d2', 'd3']) setting.add(name, 'connected');
      const { id } = await setting.create({ flowId, devices: ['d1', 'd2', 'd3'] });
      await setting.flow(id, 'd1', 'deployFail', 'no');
      await setting.flow(id, 'd2', 'deployFail', 'no');
      const again = await setting.command(id, { command: 'retry-failed', devices: ['d2'] });
      assert.deepEqual(await setting.states(again), { d2: 'requested' });
      const back = await setting.command(id, { command: 'rollback', devices: ['d1'] });
      assert.deepEqual(Object.keys(await setting.states(back)), ['d1']);
      assert.equal((await setting.states(id)).d3, 'requested');
      assert.equal((await setting.action(id)).rollout_state, 'running');
    });

    it('is not taken for done on devices that it does not have, or as a whole where single ones were named', async () => {
      const id = await make({ flowId });
      const cancel = setting.command(id, { command: 'cancel', devices: ['d1', 'd9'] });
      await assert.rejects(cancel, { code: 'target_unknown', message: /: d9\./ });
      await assert.rejects(setting.command(id, { command: 'stop', devices: ['d1'] }), { code: 'command_for_all' });
      assert.equal(await state(id), 'requested');
    });

    it('begins at its time, once, however many processes look', async () => {
      const at = new Date(setting.clock.now() + 600_000).toISOString().slice(0, 16);
      const id = await make({ flowId, schedule: { at, timeZone: 'UTC' } });
      assert.deepEqual([await state(id), await setting.desired('d1', 'flow.flow')], ['scheduled', undefined]);
      await setting.clock.advance(600_000);
      await Promise.all([setting.worker.run(), setting.worker.run()]);
      await until('it to begin', async () => (await state(id)) === 'requested');
      assert.equal(setting.told.length, 1);
    });

    it('ends with a clear error when its file is deleted before its time', async () => {
      const at = new Date(setting.clock.now() + 600_000).toISOString().slice(0, 16);
      const id = await make({ kind: 'file-deploy', fileId: FILE, schedule: { at, timeZone: 'UTC' } });
      setting.files.clear();
      await setting.clock.advance(600_000);
      await setting.worker.run();
      const { d1 } = await setting.targets(id);
      assert.deepEqual([d1?.state, d1?.message], ['failed', 'The file was deleted before its time came.']);
      assert.equal((await setting.action(id)).summary, 'failed');
    });
  });
});
