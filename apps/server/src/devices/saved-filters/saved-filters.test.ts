import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type DeviceFilter, FILTERS_PER_PROJECT } from '@thingdock/api';
import { randomIds } from '@thingdock/effects';
import { fakeClock } from '@thingdock/testkit';
import { eachDatabase } from '../../../test/each-database.ts';
import { insertConnection } from '../../../test/fleet/records.ts';
import type { Database } from '../../platform/db/index.ts';
import { type FilterRoutes, filterRoutes } from './routes.ts';

const USER = { userId: 'user-1', name: 'Aiko', email: 'aiko@example.com', administrator: false };
const CALLER = { user: USER, projectId: undefined, role: undefined };

describe('saved filters', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    let routes: FilterRoutes;
    let projectId: string;
    let elsewhere: string;

    before(async () => {
      ({ database, close } = await open());
      routes = filterRoutes({ database, clock: fakeClock(), ids: randomIds });
      ({ projectId } = await insertConnection(database));
      ({ projectId: elsewhere } = await insertConnection(database));
    });
    after(() => close());

    const sent = { user: USER, caller: CALLER, query: {}, body: undefined, requestId: 'request-1' };
    const save = (name: string, filter: DeviceFilter, project = projectId) =>
      routes['filters.create']({ ...sent, params: { projectId: project }, body: { name, filter } });
    const change = (filterId: string, body: { name?: string; filter?: DeviceFilter }) =>
      routes['filters.change']({ ...sent, params: { filterId }, body });
    const remove = (filterId: string) => routes['filters.delete']({ ...sent, params: { filterId } });
    const saved = async (project = projectId) => {
      const { items } = await routes['filters.list']({ ...sent, params: { projectId: project } });
      return items.map(({ name, filter, createdBy }) => ({ name, filter, createdBy }));
    };

    it('are kept by name for everybody in their project, and for nobody else', async () => {
      await save(' Night shift ', { status: 'disconnected', tags: 'night,line-3' });
      await save('agents to update', { agentVersion: '<2.6' });
      assert.deepEqual(await saved(), [
        { name: 'agents to update', filter: { agentVersion: '<2.6' }, createdBy: 'Aiko' },
        { name: 'Night shift', filter: { status: 'disconnected', tags: 'night,line-3' }, createdBy: 'Aiko' },
      ]);
      assert.deepEqual(await saved(elsewhere), []);
    });

    it('have names of their own, whatever the case, also when two are saved at once', async () => {
      await assert.rejects(save('NIGHT SHIFT', { status: 'gone' }), { code: 'filter_name_taken' });
      const both = await Promise.allSettled([save('Twice', { name: 'a' }), save('twice', { name: 'b' })]);
      assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      await save('Twice', { name: 'a' }, elsewhere);
    });

    it('are renamed, and find others, without the one changing the other', async () => {
      const { id } = await save('To be changed', { name: 'gw-*' });
      assert.deepEqual((await change(id, { name: 'Gateways' })).filter, { name: 'gw-*' });
      const changed = await change(id, { filter: { name: 'gate-*' } });
      assert.deepEqual([changed.name, changed.filter], ['Gateways', { name: 'gate-*' }]);
      assert.equal((await change(id, { name: 'GATEWAYS' })).name, 'GATEWAYS');
      await assert.rejects(change(id, { name: 'night shift' }), { code: 'filter_name_taken' });
      await assert.rejects(change('nobody', { name: 'x' }), { code: 'not_found' });
    });

    it('are refused without a condition and with words that are none, and then nothing is kept', async () => {
      const before = await saved();
      await assert.rejects(save('All', {}), { code: 'filter_empty' });
      await assert.rejects(save('Wrong', { status: 'online' }), { code: 'filter_invalid' });
      assert.deepEqual(await saved(), before);
    });

    it('are deleted once', async () => {
      const { id } = await save('Not for long', { name: 'x' });
      await remove(id);
      await assert.rejects(remove(id), { code: 'not_found' });
      assert.ok((await saved()).every(({ name }) => name !== 'Not for long'));
    });

    it('are at most so many, also when many are saved at once', async () => {
      const many = Array.from({ length: FILTERS_PER_PROJECT + 5 }, (_, n) => save(`Filter ${n}`, { name: `${n}` }));
      const refused = (await Promise.allSettled(many)).filter((it) => it.status === 'rejected');
      assert.ok(refused.every(({ reason }) => reason.code === 'filter_limit'));
      assert.equal((await saved()).length, FILTERS_PER_PROJECT);
    });
  });
});
