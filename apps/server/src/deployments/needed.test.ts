import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '@thingdock/testkit';
import { eachDatabase } from '../../test/each-database.ts';
import type { Database } from '../platform/db/index.ts';
import { openSetting, type Setting } from './setting.test.setup.ts';
import { whichNeeded } from './store.ts';

describe('versions that were deleted', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    let setting: Setting;

    before(async () => {
      ({ database, close } = await open());
      setting = await openSetting(database);
    });
    after(() => close());

    it('are needed as long as a deployment of them goes on, and what devices had as long as it may be put back', async () => {
      setting.add('d1', 'connected');
      setting.add('d2', 'connected');
      const [one, two] = [await setting.createFlow('One'), await setting.createFlow('Two')];
      const first = await setting.create({ flowId: one, devices: ['d1', 'd2'] });
      const a = first.version_id ?? '';
      const needed = async (...ids: string[]) => [...(await whichNeeded(database.root, ids))];
      const free = (id: string) =>
        until('the deployment to have ended', async () => {
          await setting.worker.run();
          return (await needed(id)).length === 0;
        });
      assert.deepEqual(await needed(a, 'other'), [a]);
      for (const name of ['d1', 'd2']) await setting.flow(first.id, name, 'deployed');
      await free(a);

      const rollout = { phases: [{ count: 1 }, { percent: 100 }] };
      const second = await setting.create({ flowId: two, devices: ['d1', 'd2'], rollout });
      const c = second.version_id ?? '';
      assert.deepEqual((await needed(a, c)).sort(), [a, c].sort());
      await setting.flow(second.id, 'd1', 'deployed');
      assert.deepEqual((await needed(a, c)).sort(), [a, c].sort(), 'one device is still to come');
      await setting.command(second.id, { command: 'stop' });
      await free(c);
    });
  });
});
