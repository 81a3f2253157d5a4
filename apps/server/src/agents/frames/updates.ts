import {
  applyChange,
  type FlowReport,
  type JsonObject,
  type Parsed,
  parseFlowReport,
  type StateUpdate,
  valueAt,
} from '@thingdock/device-protocol';

/** How long the time of a change is remembered. Frames that are older than 90 s are dropped before they get here. */
const REMEMBER_MS = 300_000;

/** When the newest change of each path reached AWS, by path (`-` for the whole tree). */
export type Applied = Readonly<Record<string, number>>;

/**
 * Whether a change is older than one that was already applied to the same path, to a path above or to one below: taking it
 * in now would bring back what the device has long left behind.
 */
export function isOvertaken(applied: Applied, path: string | undefined, receivedAt: number): boolean {
  const mine = path ?? '-';
  return Object.entries(applied).some(([other, at]) => at > receivedAt && overlaps(mine, other));
}

function overlaps(a: string, b: string): boolean {
  return a === '-' || b === '-' || a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** Notes that paths were changed, and forgets what no late frame can ask for any more. */
export function remember(applied: Applied, paths: readonly (string | undefined)[], receivedAt: number): Applied {
  const recent = Object.entries(applied).filter(([, at]) => at > receivedAt - REMEMBER_MS);
  return Object.fromEntries([...recent, ...paths.map((path) => [path ?? '-', receivedAt])]);
}

export type Sorted = {
  /** The state after all changes that count. */
  state: JsonObject;
  /** These, in their order. */
  counting: StateUpdate[];
  /** For each update of the request, in its order: undefined, or what is wrong with it. */
  problems: (string | undefined)[];
  /** What the changes say about a flow, one by one: the states between the first and the last count too. */
  reports: FlowReport[];
};

/** Applies the updates of one tree in order. One that cannot be applied does not spoil its neighbours. */
export function applyUpdates(
  start: { state: JsonObject; applied: Applied },
  updates: readonly Parsed<StateUpdate>[],
  receivedAt: number,
): Sorted {
  const result: Sorted = { state: start.state, counting: [], problems: [], reports: [] };
  for (const update of updates) result.problems.push(applyOne(result, start.applied, update, receivedAt));
  return result;
}

function applyOne(result: Sorted, applied: Applied, update: Parsed<StateUpdate>, receivedAt: number) {
  if (!update.ok) return update.problem;
  if (isOvertaken(applied, update.value.path, receivedAt)) return undefined;
  const next = applyChange(result.state, update.value);
  if (!next.ok) return next.problem;
  result.state = next.value;
  result.counting.push(update.value);
  if (update.value.type === 'reported' && update.value.op === 'set' && overlaps(update.value.path ?? '-', FLOW_PATH)) {
    const report = parseFlowReport(valueAt(next.value, FLOW_PATH));
    if (report.ok) result.reports.push(report.value);
  }
  return undefined;
}

const FLOW_PATH = 'flow.flow';

/** Whether any of the changes touches a path. */
export const touches = (updates: readonly StateUpdate[], path: string): boolean =>
  updates.some((update) => overlaps(update.path ?? '-', path));
