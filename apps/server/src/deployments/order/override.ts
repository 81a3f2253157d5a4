import type { Clock } from '@thingdock/effects';
import type { ConnectionRef } from '../../connections/index.ts';
import { announce } from '../../events/index.ts';
import type { Executor } from '../../platform/db/index.ts';
import { subjectOf } from '../kinds.ts';
import type { ActionRow } from '../tables.ts';
import { ended } from '../target.ts';
import * as targetStore from '../target-store.ts';
import { wantedOf, wantedText } from '../wanted.ts';

const VERBS = {
  'flow-deploy': 'deployment',
  'flow-remove': 'removal',
  'flow-start': 'start',
  'flow-stop': 'stop',
  'env-set': 'change of variables',
  'file-deploy': 'deployment',
  'file-remove': 'removal',
} as const;

/** Actions whose targets were overridden, and the devices. */
export type Overridden = { actions: string[]; names: ReadonlySet<string> };

/**
 * A newer action takes over its subject on devices: older targets that have not ended there are overridden by it. Lock the
 * agents first.
 */
export async function overrideOthers(
  { clock }: { clock: Pick<Clock, 'now'> },
  tx: Executor,
  { connection, action, names }: { connection: ConnectionRef; action: ActionRow; names: readonly string[] },
): Promise<Overridden> {
  const subject = subjectOf(action.kind, action.asset_id);
  const open = await targetStore.lockOpen(tx, connection.wireId, names, subject);
  const others = open.filter((row) => row.action_id !== action.id);
  if (others.length === 0) return { actions: [], names: new Set() };
  const about = wantedText(wantedOf(action)) ?? action.asset_name;
  const message = `Replaced by ${VERBS[action.kind]} ${action.id}${about ? ` (${about.replace(' version', ', version')})` : ''}.`;
  const changes = others.map((row) => ({
    row,
    target: ended(targetStore.toTarget(row), 'overridden', message),
    overriddenBy: action.id,
  }));
  await targetStore.saveTargets(tx, changes, new Date(clock.now()));
  const ids = [...new Set(others.map((row) => row.action_id))];
  await announce(tx, { type: 'deployment', projectId: action.project_id, keys: ids });
  return { actions: ids, names: new Set(others.map((row) => row.thing_name)) };
}
