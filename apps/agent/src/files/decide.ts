import {
  type FileAsset,
  isAssetId,
  isObject,
  isText,
  type Json,
  type JsonObject,
  parseFileAsset,
  STATE_PATHS,
  valueAt,
} from '@thingdock/device-protocol';

/** How far a file has come, as it is remembered across restarts. */
export type KnownFile = {
  /** The deployment that the rest speaks of. */
  updateId: string;
  state: 'deploying' | 'deployed' | 'deployFail' | 'removing' | 'removeFail';
  /** When that state began, in milliseconds. */
  ts: number;
  /** Attempts begun so far; one that an agent's death cut short counts. */
  attempts: number;
  message?: string;
  /** As the cloud wrote it: goes back with each report. */
  config: Json;
  /** Where it lies, below the assets folder, or may lie if it was interrupted. */
  place?: string;
  /** Revision of the desired state that asked for it. */
  uId: number;
};

export type FileMemory = { readonly [assetId: string]: KnownFile };

export type FileTask =
  | { kind: 'deploy'; assetId: string; asset: FileAsset; config: Json }
  | { kind: 'refuse'; assetId: string; updateId: string; config: Json; problem: string }
  | { kind: 'remove'; assetId: string; known: KnownFile };

/** How often a deployment is begun before it counts as failed. */
export const ATTEMPTS = 3;

/**
 * What is to be done next, if anything: removals first, then deployments in the order in which they were asked for. `uId` is
 * the revision of the desired state: one that is older than the one which brought a file is another tree (the connection was
 * made anew), and no order to remove.
 */
export function decideFile(desired: JsonObject | undefined, memory: FileMemory, uId: number): FileTask | undefined {
  if (!desired) return undefined;
  const branch = valueAt(desired, STATE_PATHS.files);
  const wanted = isObject(branch) ? branch : {};
  return findRemoval(wanted, memory, uId) ?? findDeployment(wanted, memory);
}

function findRemoval(wanted: JsonObject, memory: FileMemory, uId: number): FileTask | undefined {
  for (const [assetId, known] of Object.entries(memory)) {
    const isGone = !Object.hasOwn(wanted, assetId) && uId > known.uId;
    if (isGone && known.state !== 'removeFail') return { kind: 'remove', assetId, known };
  }
  return undefined;
}

function findDeployment(wanted: JsonObject, memory: FileMemory): FileTask | undefined {
  const open = Object.entries(wanted).flatMap(([assetId, raw]) => {
    const task = taskOf(assetId, raw, memory[assetId]);
    return task ? [{ task, ts: isObject(raw) && typeof raw.ts === 'number' ? raw.ts : 0 }] : [];
  });
  return open.sort((a, b) => a.ts - b.ts)[0]?.task;
}

function taskOf(assetId: string, raw: Json, known: KnownFile | undefined): FileTask | undefined {
  if (!isAssetId(assetId) || !isObject(raw) || !isText(raw.updateId)) return undefined;
  const isSettled = known?.state === 'deployed' || known?.state === 'deployFail';
  if (known?.updateId === raw.updateId && isSettled) return undefined;
  const config = raw.config ?? null;
  const asset = parseFileAsset(raw);
  if (asset.ok) return { kind: 'deploy', assetId, asset: asset.value, config };
  return { kind: 'refuse', assetId, updateId: raw.updateId, config, problem: asset.problem };
}

/** Ids of the files that a desired state asks for. */
export function wantedIds(desired: JsonObject | undefined): string[] {
  const branch = desired && valueAt(desired, STATE_PATHS.files);
  return Object.keys(isObject(branch) ? branch : {});
}

/** Whether a task that is going on is still what is wanted. */
export function isStillWanted(task: FileTask, desired: JsonObject | undefined): boolean {
  const raw = desired && valueAt(desired, `${STATE_PATHS.files}.${task.assetId}`);
  if (task.kind !== 'deploy') return true;
  return isObject(raw) && raw.updateId === task.asset.updateId;
}

/** Reads the memory file; undefined when it is not one. Places that lead out of the assets folder are not believed. */
export function parseFileMemory(raw: unknown): FileMemory | undefined {
  if (!isObject(raw)) return undefined;
  const files: Record<string, KnownFile> = {};
  for (const [assetId, entry] of Object.entries(raw)) {
    const known = isAssetId(assetId) ? parseKnown(entry) : undefined;
    if (!known) return undefined;
    files[assetId] = known;
  }
  return files;
}

const STATES = ['deploying', 'deployed', 'deployFail', 'removing', 'removeFail'] as const;

function parseKnown(raw: unknown): KnownFile | undefined {
  if (!isObject(raw) || !isText(raw.updateId)) return undefined;
  const state = STATES.find((known) => known === raw.state);
  const { updateId, ts, attempts, message, config = null, place, uId } = raw;
  const isOutside = typeof place === 'string' && place.split('/').some((part) => part === '' || part === '..');
  if (!state || typeof ts !== 'number' || typeof attempts !== 'number' || isOutside) return undefined;
  return {
    ...{ updateId, state, ts, attempts, config, uId: typeof uId === 'number' ? uId : 0 },
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof place === 'string' ? { place } : {}),
  };
}
