import {
  type AgentInfo,
  type Parsed,
  parseAgentInfo,
  STATE_PATHS,
  STATE_TYPES,
  type StateType,
  type StateUpdate,
  type StateUpdateResult,
  valueAt,
} from '@thingdock/device-protocol';
import { reviseTree, sizeOfOthers, TREES_LIMIT } from '../change-tree.ts';
import type { AgentKey } from '../tables.ts';
import type { Tree, Trees } from '../tree-store.ts';
import { remember } from './applied.ts';
import type { DeviceTrees, DeviceWord } from './effect.ts';
import { MONITORING, reportedMonitoring } from './monitoring.ts';
import { applyUpdates, touches } from './updates.ts';
import { wordOfEnable, wordOfVariables } from './words.ts';

export type UpdateOutcome = {
  results: StateUpdateResult[];
  /** New revisions of the trees that change. */
  changed: Tree[];
  words: DeviceWord[];
  /** What the device says of its agent, if it just did. */
  agent?: AgentInfo;
  /** Whether its monitoring is on, if it just said so. */
  monitoring?: boolean;
  /** Node-RED on the device started, stopped or failed. */
  flowStatusChanged: boolean;
};

type Entry = { index: number; update: Parsed<StateUpdate> };

/**
 * `deviceState/device/update`: what a device's changes make of its `reported` and `status` trees, one new revision for each tree
 * that changes.
 */
export function updateState(
  key: AgentKey,
  before: Trees | undefined,
  updates: readonly Parsed<StateUpdate>[],
  times: { receivedAt: number; now: number },
): UpdateOutcome {
  const trees = new Map(before);
  const outcome: UpdateOutcome = { results: [], changed: [], words: [], flowStatusChanged: false };
  let touched: Touched = NOTHING_TOUCHED;
  const entries = updates.map((update, index): Entry => ({ index, update }));
  for (const { index, update } of entries)
    if (!update.ok) outcome.results[index] = { success: false, message: update.problem };
  for (const type of STATE_TYPES) {
    const mine = entries.filter(({ update }) => update.ok && update.value.type === type);
    if (mine.length === 0) continue;
    const changed = updateTree(key, type, { trees, entries: mine, outcome, ...times });
    if (!changed) continue;
    touched = touch(touched, mine);
    trees.set(type, changed);
    outcome.changed.push(changed);
  }
  const states = statesOf(trees);
  if (touched.enable || outcome.flowStatusChanged) outcome.words.push(wordOfEnable(states, outcome.flowStatusChanged));
  if (touched.variables) outcome.words.push(wordOfVariables(states));
  return outcome;
}

/** What is told once, as it is after all changes of a request. */
type Touched = { enable: boolean; variables: boolean };
const NOTHING_TOUCHED: Touched = { enable: false, variables: false };

function touch(before: Touched, entries: readonly Entry[]): Touched {
  const updates = entries.flatMap(({ update }) =>
    update.ok && update.value.type === 'reported' ? [update.value] : [],
  );
  const variables = [STATE_PATHS.reportedEnvVariables, STATE_PATHS.envVariables];
  return {
    enable: before.enable || touches(updates, STATE_PATHS.flowEnable),
    variables: before.variables || variables.some((path) => touches(updates, path)),
  };
}

/** The states of trees, without what they are kept with. */
export function statesOf(trees: Trees | undefined): DeviceTrees {
  const state = (type: StateType) => trees?.get(type)?.state;
  return { desired: state('desired'), reported: state('reported'), status: state('status') };
}

type Work = {
  trees: Trees;
  entries: readonly Entry[];
  outcome: UpdateOutcome;
  receivedAt: number;
  now: number;
};

/** The next revision of one tree; undefined when nothing changes. Writes the verdicts into the outcome. */
function updateTree(key: AgentKey, type: StateType, work: Work): Tree | undefined {
  const { trees, entries, outcome, receivedAt, now } = work;
  const tree = trees.get(type);
  const start = { state: tree?.state ?? {}, applied: tree?.applied ?? {} };
  const updates = entries.map((entry) => entry.update);
  const { counting, problems, words } = applyUpdates(start, updates, receivedAt);
  const revised = counting.length > 0 ? reviseTree(key, type, { tree, changes: counting, now }) : undefined;
  const next = revised?.ok ? revised.value : undefined;
  const size = next ? next.size + sizeOfOthers(trees, type) : 0;
  const refusal = size > TREES_LIMIT ? `the device state would be ${size} bytes; ${TREES_LIMIT} are kept` : undefined;
  const meta = (refusal ? tree : (next ?? tree))?.meta;
  entries.forEach(({ index }, at) => {
    const message = refusal ?? problems[at];
    outcome.results[index] = message ? { success: false, message } : { success: true, ...(meta ? { meta } : {}) };
  });
  if (!next || refusal) return undefined;
  outcome.words.push(...words);
  if (type === 'status') noteStatus(outcome, counting, next);
  else if (touches(counting, MONITORING)) noteMonitoring(outcome, next);
  const paths = counting.map((update) => update.path);
  return { ...next, applied: remember(start.applied, paths, receivedAt) };
}

function noteMonitoring(outcome: UpdateOutcome, { state }: Tree): void {
  const on = reportedMonitoring(state);
  if (on !== undefined) outcome.monitoring = on;
}

function noteStatus(outcome: UpdateOutcome, counting: readonly StateUpdate[], tree: Tree): void {
  outcome.flowStatusChanged ||= touches(counting, 'flow');
  const agent = touches(counting, 'agent') ? parseAgentInfo(valueAt(tree.state, 'agent')) : undefined;
  if (agent?.ok) outcome.agent = agent.value;
}
