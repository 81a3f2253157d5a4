import type { Clock } from '@thingdock/effects';
import { announce } from '../events/index.ts';
import type { Executor } from '../platform/db/index.ts';
import * as store from './store.ts';
import type { ActionRow, TargetRow } from './tables.ts';
import type { Target } from './target.ts';

export type Change = { row: TargetRow; target: Target };

/** Applies a decision to locked targets; keeps those that it changes. */
export function decide(rows: readonly TargetRow[], next: (target: Target, row: TargetRow) => Target): Change[] {
  return rows.flatMap((row) => {
    const target = store.toTarget(row);
    const after = next(target, row);
    return after === target ? [] : [{ row, target: after }];
  });
}

/** Stores changed targets and tells open pages of their actions. Returns these actions. */
export async function saveChanges(
  tx: Executor,
  { clock }: { clock: Pick<Clock, 'now'> },
  changes: readonly Change[],
): Promise<ActionRow[]> {
  if (changes.length === 0) return [];
  const now = new Date(clock.now());
  for (const { row, target } of changes) await store.saveTarget(tx, row.update_id, target, now);
  const ids = [...new Set(changes.map(({ row }) => row.action_id))];
  const actions = await store.touchActions(tx, ids, now);
  for (const [projectId, some] of Map.groupBy(actions, (action) => action.project_id))
    await announce(tx, { type: 'deployment', projectId, keys: some.map((action) => action.id) });
  return actions;
}
