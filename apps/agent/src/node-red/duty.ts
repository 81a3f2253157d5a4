import type { FlowStatus } from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { afterCrash, NO_CRASHES } from './crashes.ts';
import type { NodeRedProcess } from './process.ts';

export type DutyDeps = {
  launch(userDir: string): Promise<NodeRedProcess>;
  onStatus(status: Pick<FlowStatus, 'state' | 'message'>): void;
  clock: Clock;
  log: Log;
};

/** One flow that is to run, until `stopped` aborts. */
export type Duty = {
  readonly userDir: string;
  readonly stopped: AbortController;
  /** The run that is going on, or the last one. */
  process?: NodeRedProcess;
  /** Resolves when nothing more will be started. */
  done: Promise<void>;
};

export function createDuty(userDir: string): Duty {
  return { userDir, stopped: new AbortController(), done: Promise.resolve() };
}

/** Starts Node-RED once and resolves when it is up; rejects with StartFailed, or when the duty is over. */
export async function startOnce(duty: Duty, { launch, onStatus, log }: DutyDeps): Promise<NodeRedProcess> {
  const process = await launch(duty.userDir);
  duty.process = process;
  if (duty.stopped.signal.aborted) await process.stop();
  await process.up;
  duty.stopped.signal.throwIfAborted();
  log.info('node-red.running', { pid: process.pid });
  onStatus({ state: 'running', message: null });
  return process;
}

/** Waits for the end of each run and starts the next, until the duty is over or it crashed too often in a row. */
export async function keepRunning(duty: Duty, first: NodeRedProcess | undefined, deps: DutyDeps): Promise<void> {
  const { onStatus, clock, log } = deps;
  const { signal } = duty.stopped;
  let history = NO_CRASHES;
  for (let process = first; ; process = undefined) {
    const started = clock.now();
    const how = await runToItsEnd(duty, process, deps);
    if (signal.aborted) return;
    const decided = afterCrash(history, clock.now() - started);
    history = decided.history;
    log.error('node-red.crashed', { how, inARow: history.inARow });
    onStatus({ state: 'error', message: how });
    if (decided.next.kind === 'give-up') return log.error('node-red.given-up', { crashes: history.inARow });
    await clock.sleep(decided.next.afterMs, signal).catch(() => undefined);
    if (signal.aborted) return;
  }
}

/** One run, from the start unless it is up already; resolves with how it ended. */
async function runToItsEnd(duty: Duty, up: NodeRedProcess | undefined, deps: DutyDeps): Promise<string> {
  try {
    const process = up ?? (await startOnce(duty, deps));
    return `Node-RED stopped running: ${await process.ended}`;
  } catch (error) {
    await duty.process?.stop();
    return reasonOf(error);
  }
}
