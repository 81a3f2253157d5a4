import type { Clock } from '@thingdock/effects';
import type { DeviceReport } from '../../agents/index.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Devices } from '../../devices/index.ts';
import { announce } from '../../events/index.ts';
import type { Executor } from '../../platform/db/index.ts';
import { limitsOf } from '../limits.ts';
import * as store from '../store.ts';
import { afterReport } from '../target.ts';
import * as targetStore from '../target-store.ts';
import { isFinal } from '../transition.ts';
import { wantedOf } from '../wanted.ts';
import { type Known, soughtBy, targetsOf } from './about.ts';
import { keepWords, type Word } from './keep.ts';
import { progressOf } from './progress.ts';

export type ReportDeps = { clock: Pick<Clock, 'now'>; devices: Pick<Devices, 'announce'>; kick: () => void };

/**
 * Takes in what devices say of what they were told, in the order in which they say it. Reports on something that is not, or no
 * longer, wanted change no target. The devices' agents are locked.
 */
export async function applyReports(
  deps: ReportDeps,
  tx: Executor,
  connection: ConnectionRef,
  reports: readonly DeviceReport[],
): Promise<void> {
  if (reports.length === 0) return;
  const now = deps.clock.now();
  const byDevice = await findKnown(tx, connection, reports);
  const changed = new Set<Known>();
  const words = reports.map((report): Word => {
    const about = targetsOf(report, byDevice.get(report.thingName) ?? []);
    for (const one of about) {
      const target = afterWord(one, report, now);
      if (target === one.target) continue;
      one.target = target;
      changed.add(one);
    }
    return { report, known: about[0] };
  });
  const over = await save(tx, connection, [...changed], now);
  await deps.devices.announce(tx, connection, await keepWords(tx, connection, words));
  if (over.length === 0) return;
  await store.markDue(tx, over, new Date(now));
  deps.kick();
}

/** The targets that reports may be about, by device. */
async function findKnown(
  tx: Executor,
  { wireId }: ConnectionRef,
  reports: readonly DeviceReport[],
): Promise<Map<string, Known[]>> {
  const rows = await targetStore.lockSought(tx, wireId, soughtBy(reports));
  if (rows.length === 0) return new Map();
  const actions = await store.findActions(
    tx,
    rows.map((row) => row.action_id),
  );
  const known = rows.flatMap((row): Known[] => {
    const action = actions.get(row.action_id);
    return action ? [{ row, action, target: targetStore.toTarget(row) }] : [];
  });
  return Map.groupBy(known, ({ row }) => row.thing_name);
}

function afterWord({ row, action, target }: Known, report: DeviceReport, now: number): Known['target'] {
  const progress = target.attempt > 0 && progressOf(row.wanted ?? wantedOf(action), row.update_id, report);
  return progress ? afterReport(target, progress, limitsOf(action), now) : target;
}

/** Returns the actions of which targets have ended, or were found to have ended otherwise. */
async function save(
  tx: Executor,
  { wireId }: ConnectionRef,
  changed: readonly Known[],
  now: number,
): Promise<string[]> {
  if (changed.length === 0) return [];
  await targetStore.saveTargets(tx, changed, new Date(now));
  for (const [projectId, some] of Map.groupBy(changed, ({ action }) => action.project_id))
    await announce(tx, { type: 'deployment', projectId, keys: [...new Set(some.map(({ action }) => action.id))] });
  const over = changed.filter(({ target }) => isFinal(target.state));
  const free = over.filter(({ row }) => row.subject === 'flow').map(({ row }) => row.thing_name);
  if (free.length > 0) await targetStore.releaseHeld(tx, wireId, free, new Date(now));
  return over.map(({ action }) => action.id);
}
