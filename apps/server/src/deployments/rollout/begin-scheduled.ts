import type { Assets } from '../../assets/index.ts';
import { announce } from '../../events/index.ts';
import type { FindFile } from '../order/contents.ts';
import * as store from '../store.ts';
import type { ActionRow } from '../tables.ts';
import * as targetStore from '../target-store.ts';
import type { TickDeps } from './tick.ts';

export type ScheduleDeps = TickDeps & { assets: Pick<Assets, 'findVersion'>; findFile: FindFile };

/** Begins the actions whose time has come; what they are about must still exist. Exactly one process begins each. */
export async function beginScheduled(deps: ScheduleDeps): Promise<void> {
  const { database, clock } = deps;
  for (const action of await store.listScheduled(database.root, new Date(clock.now()))) {
    const failure = (await isThere(deps, action))
      ? undefined
      : `The ${action.asset_type} was deleted before its time came.`;
    const now = new Date(clock.now());
    await database.transaction(async (tx) => {
      await targetStore.openScheduled(tx, action.id, now, failure);
      if (!(await store.leaveSchedule(tx, action.id, now))) return;
      await announce(tx, { type: 'deployment', projectId: action.project_id, keys: [action.id] });
    });
  }
}

async function isThere({ database, assets, findFile }: ScheduleDeps, action: ActionRow): Promise<boolean> {
  const { asset_id: id, version, kind } = action;
  if (id === null || version === null || kind.endsWith('-remove')) return true;
  const find = action.asset_type === 'file' ? findFile : assets.findVersion;
  return (await find(database.root, id, version)) !== undefined;
}
