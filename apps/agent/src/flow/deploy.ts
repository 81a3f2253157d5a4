import { join } from 'node:path';
import {
  CONTROL_TOPICS,
  type FlowIdentity,
  type FlowPackage,
  parseFlowDataUrlAnswer,
} from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { Link } from '../connection/connection.ts';
import { type Messenger, RequestFailed } from '../messenger/messenger.ts';
import { StartFailed } from '../node-red/process.ts';
import type { Supervisor } from '../node-red/supervisor.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { DeployError } from './deploy-error.ts';
import type { FlowStore } from './memory.ts';

export type DeployDeps = {
  /** Folder of all versions. */
  versions: string;
  store: FlowStore;
  messenger: Pick<Messenger, 'request'>;
  link: Pick<Link, 'online'>;
  supervisor: Pick<Supervisor, 'keep' | 'replace'>;
  /** False: the flow is installed, and started when flows are switched on again. */
  enabled(): boolean;
  download(url: string, signal: AbortSignal): Promise<FlowPackage>;
  /** Lays the package out in `versions/NAME`. */
  install(flow: FlowPackage, name: string, signal: AbortSignal): Promise<void>;
  /** Removes every version but the named ones. */
  sweep(keep: readonly (string | undefined)[]): Promise<void>;
  clock: Clock;
  ids: Ids;
  log: Log;
};

export type DeployOutcome = { kind: 'deployed' } | { kind: 'failed'; message: string };

export type DeployOptions = {
  signal: AbortSignal;
  /** Where the flow lies, when the order said so; else the device asks. */
  url?: string | undefined;
  /** Revision of the desired state that asks for it. */
  uId?: number | undefined;
  onAttempt(attempt: number): void;
};

const ATTEMPTS = 3;
const BETWEEN_ATTEMPTS_MS = 1_000;

/**
 * Brings one flow onto the device: fetch, install beside what runs, switch. Up to three attempts, except for what cannot
 * get better. When it fails, the flow that ran before runs again. Rejects only with the signal's reason; that is honoured
 * until the switch begins.
 */
export async function deployFlow(
  flow: FlowIdentity,
  deps: DeployDeps,
  { signal, url, uId, onAttempt }: DeployOptions,
): Promise<DeployOutcome> {
  const { clock, log } = deps;
  for (let attempt = 1; ; attempt += 1) {
    onAttempt(attempt);
    try {
      await deployOnce(flow, deps, { signal, url, uId });
      return { kind: 'deployed' };
    } catch (error) {
      signal.throwIfAborted();
      const message = reasonOf(error);
      log.warn('flow.attempt-failed', { ...flow, attempt, reason: message });
      if (attempt === ATTEMPTS || !worthRepeating(error)) {
        return { kind: 'failed', message: attempt === 1 ? message : `${message} (${attempt} attempts)` };
      }
    }
    await clock.sleep(BETWEEN_ATTEMPTS_MS, signal);
  }
}

async function deployOnce(
  flow: FlowIdentity,
  deps: DeployDeps,
  { signal, url, uId }: Omit<DeployOptions, 'onAttempt'>,
): Promise<void> {
  const { store, ids } = deps;
  const contents = await deps.download(url ?? (await askForUrl(flow, deps, signal)), signal);
  // A name of our own: ids come from outside and are no names for folders.
  const folder = ids.uuid();
  await deps.install(contents, folder, signal);
  signal.throwIfAborted();
  if (deps.enabled()) await switchTo(folder, deps);
  const { assetId, updateId } = flow;
  const origin = url === undefined ? (uId === undefined ? {} : { uId }) : { ordered: true as const };
  await store.succeeded({ assetId, updateId, folder, installedAt: deps.clock.now(), ...origin });
  await deps.sweep([folder, store.memory.previous?.folder]);
}

/** A lost connection is no failure of the deployment: it goes on when the device is back. */
async function askForUrl(flow: FlowIdentity, deps: DeployDeps, signal: AbortSignal): Promise<string> {
  for (;;) {
    await deps.link.online(signal);
    try {
      const answer = parseFlowDataUrlAnswer(await deps.messenger.request(CONTROL_TOPICS.flowDataUrl, { ...flow }));
      if (answer.ok) return answer.value;
      throw new DeployError(answer.problem, { retry: true });
    } catch (error) {
      if (!(error instanceof RequestFailed && error.kind === 'offline')) throw error;
    }
  }
}

/** Runs the new version; when it does not come up, the one before is put back, and the new one goes. */
async function switchTo(folder: string, { versions, store, supervisor, sweep, log }: DeployDeps): Promise<void> {
  const { current, previous } = store.memory;
  try {
    await supervisor.replace(join(versions, folder));
  } catch (error) {
    if (current) {
      log.warn('flow.rolled-back', { assetId: current.assetId, updateId: current.updateId });
      supervisor.keep(join(versions, current.folder));
    }
    await sweep([current?.folder, previous?.folder]);
    throw error;
  }
}

/** A package at fault stays at fault; everything else may be a matter of the moment. */
function worthRepeating(error: unknown): boolean {
  return error instanceof DeployError || error instanceof StartFailed ? error.retry : true;
}
