import {
  desiredEnvironment,
  type Environment,
  isObject,
  type JsonObject,
  type Parsed,
  parseFileReport,
  parseFlowStatus,
  reportedEnvironment,
  reportedFlow,
  STATE_PATHS,
  type StateOperation,
  switchAt,
  valueAt,
} from '@thingdock/device-protocol';
import { overlaps } from './applied.ts';
import type { DeviceTrees, DeviceWord } from './effect.ts';

/** What one change of the reported tree says of the flow and of files: states between the first and the last count too. */
export function wordsOfChange(before: JsonObject, after: JsonObject, change: StateOperation): DeviceWord[] {
  const path = change.path ?? '-';
  const flow = overlaps(path, STATE_PATHS.flow) ? wordsOfFlow(before, after, change) : [];
  return overlaps(path, STATE_PATHS.files) ? [...flow, ...wordsOfFiles(before, after, path)] : flow;
}

function wordsOfFlow(before: JsonObject, after: JsonObject, { op }: StateOperation): DeviceWord[] {
  const report = reportedFlow(after);
  if (!report.ok) return [];
  if (report.value) return op === 'set' ? [{ about: 'flow', ...report.value }] : [];
  return valueAt(before, STATE_PATHS.flow) === undefined ? [] : [{ about: 'no-flow' }];
}

function wordsOfFiles(before: JsonObject, after: JsonObject, path: string): DeviceWord[] {
  const [old, now] = [filesIn(before), filesIn(after)];
  const ids = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return ids
    .filter((id) => overlaps(path, `${STATE_PATHS.files}.${id}`))
    .flatMap((fileId): DeviceWord[] => {
      if (now[fileId] === undefined) return [{ about: 'no-file', fileId }];
      const report = parseFileReport(now[fileId]);
      return report.ok ? [{ about: 'file', fileId, report: report.value }] : [];
    });
}

/** What the trees say of the switch of Node-RED. */
export function wordOfEnable({ reported = {}, status = {} }: DeviceTrees, news: boolean): DeviceWord {
  const flow = parseFlowStatus(valueAt(status, STATE_PATHS.flowStatus));
  const says = switchAt(reported, STATE_PATHS.flowEnable);
  return { about: 'enable', reported: says, flow: flow.ok ? flow.value : undefined, news };
}

/** Whether the environment variables that a device reports are those that it should have. */
export function wordOfVariables({ desired = {}, reported = {} }: DeviceTrees): DeviceWord {
  const wanted = desiredEnvironment(desired);
  const has = reportedEnvironment(reported);
  return { about: 'variables', asWanted: wanted.ok && has.ok && same(wanted, has.value) };
}

function same(wanted: Extract<Parsed<Environment>, { ok: true }>, has: Environment | undefined): boolean {
  if (has === undefined) return false;
  const names = Object.keys(wanted.value);
  return names.length === Object.keys(has).length && names.every((name) => has[name] === wanted.value[name]);
}

function filesIn(tree: JsonObject): JsonObject {
  const files = valueAt(tree, STATE_PATHS.files);
  return isObject(files) ? files : {};
}
