import { isAssetId } from './asset-paths.ts';
import { type FileAssetConfig, parseFileAssetConfig } from './file-assets.ts';
import { isObject, isText, type JsonObject, type Parsed, parsed, problem } from './json.ts';
import { readMessage } from './limits.ts';
import { STATE_PATHS } from './state-paths.ts';
import { valueAt } from './state-tree.ts';

/** How far a device has come with a file (`reported.assets.assets.ID.state`). */
export const FILE_STATES = [
  'deployPending',
  'deploying',
  'deployed',
  'deployFail',
  'removePending',
  'removing',
  'removeFail',
] as const;
export type FileState = (typeof FILE_STATES)[number];

/** `reported.assets.assets.ID`. A file that was removed has none. */
export type FileReport = {
  /** The deployment that the state speaks of; while one is pending, the one before it. */
  updateId: string;
  state: FileState;
  /** The device's clock when the state began, in milliseconds. */
  ts: number;
  /** The deployment that is to come; null while a removal is. */
  pendingUpdateId?: string | null;
  /** Counts from 1. */
  updateAttemptCount?: number;
  /** Why it failed. */
  message?: string;
  /** Absent when the device reports one that is not understood. */
  config?: FileAssetConfig;
};

export function parseFileReport(raw: unknown): Parsed<FileReport> {
  if (!isObject(raw)) return problem('the file report is not an object');
  const { updateId, ts, pendingUpdateId: pending, updateAttemptCount: attempt } = raw;
  if (!isText(updateId)) return problem('the file report has no updateId');
  const state = FILE_STATES.find((known) => known === raw.state);
  if (!state) return problem(`unknown file state ${JSON.stringify(raw.state ?? null)}`);
  const message = readMessage(raw.message);
  const config = parseFileAssetConfig(raw.config);
  return parsed({
    ...{ updateId, state, ts: typeof ts === 'number' ? ts : 0 },
    ...(pending === null || isText(pending) ? { pendingUpdateId: pending } : {}),
    ...(typeof attempt === 'number' ? { updateAttemptCount: attempt } : {}),
    ...(message === undefined ? {} : { message }),
    ...(config.ok ? { config: config.value } : {}),
  });
}

/** All files that a reported tree speaks of, by id; entries that are not understood are left out. */
export function readFileReports(reported: JsonObject): ReadonlyMap<string, FileReport> {
  const reports = new Map<string, FileReport>();
  for (const [id, raw] of Object.entries(objectAt(reported, STATE_PATHS.files))) {
    const report = isAssetId(id) ? parseFileReport(raw) : undefined;
    if (report?.ok) reports.set(id, report.value);
  }
  return reports;
}

function objectAt(tree: JsonObject, path: string): JsonObject {
  const value = valueAt(tree, path);
  return isObject(value) ? value : {};
}
