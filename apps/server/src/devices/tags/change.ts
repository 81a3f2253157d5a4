import { type ChangeTags, fieldFault } from '@thingdock/api';
import type Type from 'typebox';
import { announce } from '../../events/index.ts';
import type { Database, Executor } from '../../platform/db/index.ts';
import { select } from '../list/select.ts';
import type { Scope } from '../list/store.ts';
import { changeTags, crowded } from './store.ts';

export const TAGS_PER_DEVICE = 20;
/** More than this in one request would hold locks for long. */
const DEVICES_AT_ONCE = 1_000_000;
/** Pages that show this many devices read them all anew anyway. */
const NAMES_TOLD = 500;

/**
 * Adds tags to devices and takes others away, in one statement. Returns how many devices were changed by it. Throws
 * `tag_limit` when one would have too many, and then changes none.
 */
export async function change(
  database: Database,
  scope: Scope,
  { add = [], remove = [], ...selection }: Type.Static<typeof ChangeTags>,
): Promise<number> {
  const selected = await select(database.root, scope, selection, DEVICES_AT_ONCE);
  return database.transaction(async (tx) => {
    let changed = 0;
    for (const [connectionId, names] of selected.byConnection) {
      const touched = await changeTags(tx, connectionId, names, { add, remove });
      await refuseCrowded(tx, connectionId, touched);
      changed += touched.length;
      const keys = touched.length > NAMES_TOLD ? ['*'] : touched;
      await announce(tx, {
        type: 'device',
        projectId: scope.projectId,
        keys: keys.map((name) => `${connectionId}/${name}`),
      });
    }
    return changed;
  });
}

async function refuseCrowded(tx: Executor, connectionId: string, names: readonly string[]): Promise<void> {
  const found = await crowded(tx, connectionId, names, TAGS_PER_DEVICE);
  if (found) throw fieldFault('add', 'tag_limit', { ...found, limit: TAGS_PER_DEVICE });
}
