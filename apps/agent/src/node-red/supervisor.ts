import type { FlowStatus } from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { afterCrash, NO_CRASHES } from './crashes.ts';
import type { NodeRedProcess } from './process.ts';

/** Keeps one Node-RED running, at most. */
export type Supervisor = {
  /**
   * Replaces what runs by the flow in `userDir`: resolves when it is up, and from then on it is kept running. Rejects
   * with StartFailed when it does not come up; then nothing runs.
   */
  replace(userDir: string): Promise<void>;
  /** Runs the flow in `userDir` and keeps it running, without waiting for it. */
  keep(userDir: string): void;
  /** Ends what runs, and runs nothing ever after. Resolves when it is gone. */
  close(): Promise<void>;
};

export type SupervisorDeps = {
  launch(userDir: string): Promise<NodeRedProcess>;
  onStatus(status: Pick<FlowStatus, 'state' | 'message'>): void;
  clock: Clock;
  log: Log;
};

/** One flow that is to run; `stopped` aborts when it is not to run any more. */
type Duty = { userDir: string; stopped: AbortController; process?: NodeRedProcess; done: Promise<void> };

export function createSupervisor({ launch, onStatus, clock, log }: SupervisorDeps): Supervisor {
  let duty: Duty | undefined;
  let closed = false;

  /** Starts once and waits until it is up. */
  async function start(mine: Duty): Promise<NodeRedProcess> {
    const process = await launch(mine.userDir);
    mine.process = process;
    if (mine.stopped.signal.aborted) await process.stop();
    await process.up;
    mine.stopped.signal.throwIfAborted();
    log.info('node-red.running', { pid: process.pid });
    onStatus({ state: 'running', message: null });
    return process;
  }

  /** Waits for the end of a run and starts again, until told to stop or until it crashed too often. */
  async function watch(mine: Duty, first: NodeRedProcess | undefined): Promise<void> {
    const { signal } = mine.stopped;
    let history = NO_CRASHES;
    for (let process = first; ; process = undefined) {
      const started = clock.now();
      const how = await run(mine, process);
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
  async function run(mine: Duty, up: NodeRedProcess | undefined): Promise<string> {
    try {
      const process = up ?? (await start(mine));
      return `Node-RED stopped running: ${await process.ended}`;
    } catch (error) {
      await mine.process?.stop();
      return reasonOf(error);
    }
  }

  async function stop(): Promise<void> {
    const mine = duty;
    if (!mine) return;
    duty = undefined;
    mine.stopped.abort(new Error('Node-RED is being stopped'));
    await mine.process?.stop();
    await mine.done;
    log.info('node-red.stopped');
    onStatus({ state: 'stopped', message: null });
  }

  function begin(userDir: string): Duty {
    duty = { userDir, stopped: new AbortController(), done: Promise.resolve() };
    return duty;
  }

  return {
    async close() {
      closed = true;
      await stop();
    },
    keep(userDir) {
      if (closed) return;
      const mine = begin(userDir);
      mine.done = watch(mine, undefined);
    },
    async replace(userDir) {
      await stop();
      if (closed) throw new Error('the agent is stopping');
      const mine = begin(userDir);
      const started = start(mine);
      mine.done = started.then(
        () => undefined,
        () => undefined,
      );
      try {
        const process = await started;
        mine.done = watch(mine, process);
      } catch (error) {
        await mine.process?.stop();
        if (duty === mine) duty = undefined;
        throw error;
      }
    },
  };
}
