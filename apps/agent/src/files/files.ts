import type { JsonObject } from '@thingdock/device-protocol';
import { createBell } from '../platform/bell.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { ATTEMPTS, decideFile, type FileTask, isStillWanted, type KnownFile, wantedIds } from './decide.ts';
import { type DeployFileDeps, deployFileOnce } from './deploy.ts';
import { FileError } from './file-error.ts';
import { createFileReports, type FileReports, type FileReportsDeps } from './file-reports.ts';
import type { FileStore } from './memory.ts';
import { removeFile } from './remove.ts';

/** Makes the device hold the files that the cloud wants, one at a time. */
export type Files = {
  /** Takes the desired state and its revision. */
  want(desired: JsonObject, uId: number): void;
  /** Takes what the cloud believes to have been told. */
  reconcile(reported: JsonObject): void;
  run(signal: AbortSignal): Promise<void>;
};

export type FilesDeps = FileReportsDeps &
  DeployFileDeps & {
    store: FileStore;
    log: Log;
    /** Waits until the device may fetch files. */
    ready(signal: AbortSignal): Promise<void>;
  };

type Deployment = Extract<FileTask, { kind: 'deploy' }> & { uId: number };

const BETWEEN_ATTEMPTS_MS = 1_000;

export function createFiles(deps: FilesDeps): Files {
  const { store } = deps;
  const bell = createBell();
  const reports = createFileReports(deps);
  let desired: JsonObject | undefined;
  let revision = 0;
  let running: { task: FileTask; superseded: AbortController } | undefined;

  async function carryOut(task: FileTask, uId: number, signal: AbortSignal): Promise<void> {
    if (task.kind === 'remove') return removeFile(task, { ...deps, reports });
    if (task.kind === 'refuse') return refuse(task, uId, deps, reports);
    const superseded = new AbortController();
    running = { task, superseded };
    try {
      await deploy({ ...task, uId }, deps, reports, AbortSignal.any([signal, superseded.signal]));
    } catch (error) {
      if (!signal.aborted && !superseded.signal.aborted) throw error;
      await giveBack(task.assetId, store);
    } finally {
      running = undefined;
    }
  }

  return {
    want(next, uId) {
      desired = next;
      revision = uId;
      if (running && !isStillWanted(running.task, desired)) running.superseded.abort(new Error('superseded'));
      bell.ring();
    },
    reconcile: (reported) => reports.tellUnknown(reported, [...Object.keys(store.memory), ...wantedIds(desired)]),
    async run(signal) {
      reports.tellAll(store.memory);
      while (!signal.aborted) {
        const task = decideFile(desired, store.memory, revision);
        if (task) await carryOut(task, revision, signal);
        else await bell.wait(signal);
      }
    },
  };
}

/** Up to three attempts, counted across restarts. Rejects only with the signal's reason. */
async function deploy(task: Deployment, deps: FilesDeps, reports: FileReports, signal: AbortSignal): Promise<void> {
  const { assetId, asset, config, uId } = task;
  const { store, clock, log } = deps;
  const { updateId } = asset;
  log.info('file.deploying', { assetId, updateId });
  for (;;) {
    const known = store.memory[assetId];
    const before = known?.updateId === updateId ? known.attempts : 0;
    if (before >= ATTEMPTS) return settle(task, deps, reports, `it was interrupted ${ATTEMPTS} times`);
    reports.tell(assetId, { updateId: known?.updateId ?? updateId, config }, 'deployPending', {
      pendingUpdateId: updateId,
    });
    await deps.ready(signal);
    const attempts = before + 1;
    const entry = { updateId, state: 'deploying', ts: clock.now(), attempts, config, uId } as const;
    await store.set(assetId, { ...entry, ...(known?.place === undefined ? {} : { place: known.place }) });
    reports.tell(assetId, { updateId, config }, 'deploying', { updateAttemptCount: attempts });
    try {
      const onPlace = (place: string) => store.set(assetId, { ...entry, place });
      await deployFileOnce(asset.config, deps, { before: known?.place, onPlace }, signal);
      return settle(task, deps, reports, undefined);
    } catch (error) {
      signal.throwIfAborted();
      log.warn('file.attempt-failed', { assetId, updateId, attempt: attempts, reason: reasonOf(error) });
      if (attempts === ATTEMPTS || (error instanceof FileError && !error.retry))
        return settle(task, deps, reports, reasonOf(error));
    }
    await clock.sleep(BETWEEN_ATTEMPTS_MS, signal);
  }
}

/** Writes down how a deployment ended, and tells the cloud. */
async function settle(
  { assetId, asset, config, uId }: Deployment,
  { store, clock, log }: FilesDeps,
  reports: FileReports,
  failure: string | undefined,
): Promise<void> {
  const { updateId } = asset;
  const known = store.memory[assetId];
  const place = known?.place === undefined ? {} : { place: known.place };
  const attempts = known?.attempts ?? ATTEMPTS;
  const common = { updateId, ts: clock.now(), attempts, config, uId, ...place };
  const next: KnownFile =
    failure === undefined ? { ...common, state: 'deployed' } : { ...common, state: 'deployFail', message: failure };
  await store.set(assetId, next);
  if (failure === undefined) log.info('file.deployed', { assetId, updateId });
  else log.error('file.failed', { assetId, updateId, message: failure });
  reports.tellWhatIs(assetId, next);
}

async function refuse(
  { assetId, updateId, config, problem }: Extract<FileTask, { kind: 'refuse' }>,
  uId: number,
  { store, clock, log }: FilesDeps,
  reports: FileReports,
): Promise<void> {
  log.error('file.refused', { assetId, updateId, problem });
  const place = store.memory[assetId]?.place;
  const next: KnownFile = {
    ...{ updateId, state: 'deployFail', ts: clock.now(), attempts: 0, config, uId, message: problem },
    ...(place === undefined ? {} : { place }),
  };
  await store.set(assetId, next);
  reports.tellWhatIs(assetId, next);
}

/** An attempt that ended for a reason of ours does not count. */
async function giveBack(assetId: string, store: FileStore): Promise<void> {
  const known = store.memory[assetId];
  if (known?.state === 'deploying' && known.attempts > 0)
    await store.set(assetId, { ...known, attempts: known.attempts - 1 });
}
