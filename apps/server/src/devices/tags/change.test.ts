import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { insertDevices } from '../../../test/devices/rows.ts';
import { eachDatabase } from '../../../test/each-database.ts';
import { insertConnection } from '../../../test/fleet/records.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Database } from '../../platform/db/index.ts';
import { findNames, type Scope } from '../list/store.ts';
import { change, TAGS_PER_DEVICE } from './change.ts';
import { listTags } from './store.ts';

describe('tags of devices', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    let connection: ConnectionRef;
    let scope: Scope;

    before(async () => {
      ({ database, close } = await open());
      connection = await insertConnection(database);
      scope = { projectId: connection.projectId, connections: [connection] };
      const many = Array.from({ length: 1_000 }, (_, index) => ({ name: `bulk-${index}`, licensed: false }));
      await insertDevices(database.root, connection, [
        { name: 'a' },
        { name: 'b' },
        { name: 'gone', gone: true },
        ...many,
      ]);
    });
    after(() => close());

    const named = (...names: string[]) => ({ devices: names.map((name) => ({ connectionId: connection.id, name })) });
    const tagged = async (tag: string) =>
      (await findNames(database.root, scope, { tags: [tag] }, 2_000)).map((row) => row.thing_name);

    it('are added and taken away by name; only what changes counts', async () => {
      assert.equal(await change(database, scope, { ...named('a', 'b'), add: ['roof', 'north'] }), 2);
      assert.equal(await change(database, scope, { ...named('a', 'b'), add: ['north'] }), 0);
      assert.equal(await change(database, scope, { ...named('a'), add: ['south'], remove: ['north', 'none'] }), 1);
      assert.deepEqual(
        [await tagged('roof'), await tagged('north'), await tagged('south')],
        [['a', 'b'], ['b'], ['a']],
      );
    });

    it('are changed for all that a filter finds, in one go', async () => {
      assert.equal(await change(database, scope, { filter: { name: 'bulk-*' }, add: ['field'] }), 1_000);
      assert.equal((await tagged('field')).length, 1_000);
      assert.deepEqual(await listTags(database.root, scope.projectId), [
        { tag: 'field', devices: 1_000 },
        { tag: 'roof', devices: 2 },
        { tag: 'north', devices: 1 },
        { tag: 'south', devices: 1 },
      ]);
    });

    it('stay with a device that is gone', async () => {
      assert.equal(await change(database, scope, { ...named('gone'), add: ['kept'] }), 1);
      assert.deepEqual(await tagged('kept'), ['gone']);
    });

    it('are refused where they would be too many, and then nothing changes', async () => {
      const add = Array.from({ length: TAGS_PER_DEVICE }, (_, index) => `tag-${index}`);
      await assert.rejects(change(database, scope, { ...named('b', 'gone', 'a'), add }), { code: 'tag_limit' });
      assert.deepEqual(await tagged('tag-0'), []);
    });

    it('are refused for devices that there are not, and for nothing at all', async () => {
      await assert.rejects(change(database, scope, { ...named('a', 'nobody'), add: ['x'] }), {
        code: 'device_unknown',
      });
      await assert.rejects(change(database, scope, { add: ['x'] }), { code: 'validation_failed' });
    });
  });
});
