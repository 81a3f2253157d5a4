import type { Clock } from '@thingdock/effects';
import type { DeviceReport } from '../../agents/index.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Devices } from '../../devices/index.ts';
import { announce } from '../../events/index.ts';
import type { Executor } from '../../platform/db/index.ts';
import { limitsOf } from '../limits.ts';
import * as store from '../store.ts';
import type { ActionRow, TargetRow } from '../tables.ts';
import { afterReport } from '../target.ts';
import * as targetStore from '../target-store.ts';
import { isFinal } from '../transition.ts';
import { wantedOf } from '../wanted.ts';
import { keepWord } from './keep.ts';
import { progressOf } from './progress.ts';

export type ReportDeps = { clock: Pick<Clock, 'now'>; devices: Pick<Devices, 'announce'>; kick: () => void };

type Known = { row: TargetRow; action: ActionRow };

/** Takes in what devices say of what they were told. Reports on something that is not, or no longer, wanted change no target. */
export async function applyReports(
  deps: ReportDeps,
  tx: Executor,
  connection: ConnectionRef,
  reports: readonly DeviceReport[],
): Promise<void> {
  const over = new Set<string>();
  for (const report of reports) {
    const found = await findTargets(tx, connection, report);
    const actions = await store.findActions(
      tx,
      found.map((row) => row.action_id),
    );
    const known = found.flatMap((row): Known[] => {
      const action = actions.get(row.action_id);
      return action ? [{ row, action }] : [];
    });
    for (const one of known) if (await applyOne(deps, tx, one, report)) over.add(one.row.action_id);
    const shown = await keepWord(tx, connection, report, known[0]);
    if (shown) await deps.devices.announce(tx, connection, [report.thingName]);
  }
  if (over.size === 0) return;
  await store.markDue(tx, [...over], new Date(deps.clock.now()));
  deps.kick();
}

/** The targets that a report may be about. */
async function findTargets(tx: Executor, { wireId }: ConnectionRef, report: DeviceReport): Promise<TargetRow[]> {
  const key = { wireId, thingName: report.thingName };
  const one = (row: TargetRow | undefined) => (row ? [row] : []);
  switch (report.about) {
    case 'fetched':
      return targetStore.lockOpen(tx, wireId, [report.thingName]);
    case 'flow':
      return one(
        report.state.startsWith('remov')
          ? await targetStore.lockNewest(tx, key, 'flow')
          : await targetStore.lockByUpdate(tx, key, report.updateId),
      );
    case 'no-flow':
      return one(await targetStore.lockNewest(tx, key, 'flow'));
    case 'file': {
      const { state, updateId, pendingUpdateId } = report.report;
      if (state.startsWith('remov')) return one(await targetStore.lockNewest(tx, key, `file:${report.fileId}`));
      return one(await targetStore.lockByUpdate(tx, key, pendingUpdateId ?? updateId));
    }
    case 'no-file':
      return one(await targetStore.lockNewest(tx, key, `file:${report.fileId}`));
    case 'enable':
      return one(await targetStore.lockNewest(tx, key, 'enable'));
    case 'variables':
      return one(await targetStore.lockNewest(tx, key, 'variables'));
  }
}

/** Returns whether the target has ended by it, or was found to have ended otherwise. */
async function applyOne(
  { clock }: ReportDeps,
  tx: Executor,
  { row, action }: Known,
  report: DeviceReport,
): Promise<boolean> {
  const progress = row.attempt > 0 && progressOf(row.wanted ?? wantedOf(action), row.update_id, report);
  if (!progress) return false;
  const before = targetStore.toTarget(row);
  const now = clock.now();
  const target = afterReport(before, progress, limitsOf(action), now);
  if (target === before) return false;
  await targetStore.saveTargets(tx, [{ row, target }], new Date(now));
  await announce(tx, { type: 'deployment', projectId: action.project_id, keys: [action.id] });
  if (!isFinal(target.state)) return false;
  if (row.subject === 'flow') await targetStore.releaseHeld(tx, row.wire_id, [row.thing_name], new Date(now));
  return true;
}
