import type { DeviceReport } from '../../agents/index.ts';
import type { Subject } from '../kinds.ts';
import type { ActionRow, TargetRow } from '../tables.ts';
import type { Target } from '../target.ts';
import type { Sought } from '../target-store.ts';
import { OPEN_STATES } from '../transition.ts';

/** A target that reports may be about, as it is after those that came before. */
export type Known = { row: TargetRow; action: ActionRow; target: Target };

/** Which targets a report is about. */
type About = { open: true } | { updateId: string } | { newest: Subject };

function aboutOf(report: DeviceReport): About {
  switch (report.about) {
    case 'fetched':
      return { open: true };
    case 'flow':
      return report.state.startsWith('remov') ? { newest: 'flow' } : { updateId: report.updateId };
    case 'no-flow':
      return { newest: 'flow' };
    case 'file': {
      const { state, updateId, pendingUpdateId } = report.report;
      if (state.startsWith('remov')) return { newest: `file:${report.fileId}` };
      return { updateId: pendingUpdateId ?? updateId };
    }
    case 'no-file':
      return { newest: `file:${report.fileId}` };
    case 'enable':
    case 'variables':
      return { newest: report.about };
  }
}

/** All targets that any of the reports may be about. */
export function soughtBy(reports: readonly DeviceReport[]): Sought {
  const abouts = reports.map((report) => ({ thingName: report.thingName, about: aboutOf(report) }));
  return {
    open: abouts.flatMap(({ thingName, about }) => ('open' in about ? [thingName] : [])),
    updateIds: abouts.flatMap(({ about }) => ('updateId' in about ? [about.updateId] : [])),
    newest: abouts.flatMap(({ thingName, about }) => ('newest' in about ? [{ thingName, subject: about.newest }] : [])),
  };
}

/** Those of the targets of its device that a report is about. */
export function targetsOf(report: DeviceReport, ofDevice: readonly Known[]): Known[] {
  const about = aboutOf(report);
  if ('open' in about) return ofDevice.filter(isOpen);
  if ('updateId' in about) return ofDevice.filter(({ row }) => row.update_id === about.updateId);
  const told = ofDevice.filter(({ row, target }) => row.subject === about.newest && target.attempt > 0);
  return told.sort(newestFirst).slice(0, 1);
}

const isOpen = ({ target }: Known): boolean => (OPEN_STATES as readonly string[]).includes(target.state);

/** What is open comes before what has ended. */
const newestFirst = (a: Known, b: Known): number =>
  Number(isOpen(b)) - Number(isOpen(a)) || b.target.requestedAt - a.target.requestedAt;
