import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileAssetState } from '@thingdock/device-protocol';
import { eachDatabase } from '../../test/each-database.ts';
import { insertConnection } from '../../test/fleet/records.ts';
import type { ConnectionRef } from '../connections/index.ts';
import type { Database } from '../platform/db/index.ts';
import { changeDesired } from './change-desired.ts';
import { lockAgents } from './store.ts';
import { whichDesired } from './tree-store.ts';

const file = (key: string) =>
  fileAssetState({
    ...{ updateId: 'u', ts: 1 },
    config: { name: 'tool', filename: 'tool.sh', size: 1, integrity: 'x', key, hooks: [] },
  });

describe('versions that devices are told to have', () => {
  eachDatabase((_name, open) => {
    let database: Database;
    let close: () => Promise<void>;
    let connection: ConnectionRef;

    before(async () => {
      ({ database, close } = await open());
      connection = await insertConnection(database);
      const set = (thingName: string, path: string, state: object | boolean) =>
        database.transaction(async (tx) => {
          await lockAgents(tx, connection.wireId, [thingName]);
          const change = { op: 'set', path, state } as Parameters<typeof changeDesired>[2][number]['change'];
          await changeDesired(tx, connection, [{ thingName, change }], 1);
        });
      await set('d1', 'flow.flow', { assetId: 'flow-1', updateId: 'flow-3' });
      await set('d1', 'flow.envVariables', { NAME: 'flow-4' });
      await set('d2', 'assets.assets.tool', file('file-1'));
      await set('d2', 'assets.assets.other', file('file-2'));
      await set('d3', 'flow.enable', false);
    });
    after(() => close());

    it('are flows and files by their place in the tree, not by any text that looks like one', async () => {
      const asked = ['flow-1', 'flow-2', 'flow-3', 'flow-4', 'file-1', 'file-2', 'file-3', 'tool'];
      assert.deepEqual([...(await whichDesired(database.root, asked))].sort(), ['file-1', 'file-2', 'flow-1']);
      assert.deepEqual(await whichDesired(database.root, []), new Set());
    });
  });
});
