import { createDuty, type Duty, type DutyDeps, keepRunning, startOnce } from './duty.ts';

/** Keeps one Node-RED running, at most. */
export type Supervisor = {
  /**
   * Replaces what runs by the flow in `userDir`: resolves when it is up, and from then on it is kept running. Rejects
   * with StartFailed when it does not come up; then nothing runs.
   */
  replace(userDir: string): Promise<void>;
  /** Runs the flow in `userDir` and keeps it running, without waiting for it. */
  keep(userDir: string): void;
  /** Ends what runs. Resolves when it is gone. */
  stop(): Promise<void>;
  /** Ends what runs, and runs nothing ever after. Resolves when it is gone. */
  close(): Promise<void>;
};

export function createSupervisor(deps: DutyDeps): Supervisor {
  const { onStatus, log } = deps;
  let duty: Duty | undefined;
  let closed = false;

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

  return {
    stop,
    async close() {
      closed = true;
      await stop();
    },
    keep(userDir) {
      if (closed) return;
      duty = createDuty(userDir);
      duty.done = keepRunning(duty, undefined, deps);
    },
    async replace(userDir) {
      await stop();
      if (closed) throw new Error('the agent is stopping');
      const mine = createDuty(userDir);
      duty = mine;
      const started = startOnce(mine, deps);
      mine.done = started.then(nothing, nothing);
      try {
        mine.done = keepRunning(mine, await started, deps);
      } catch (error) {
        await mine.process?.stop();
        if (duty === mine) duty = undefined;
        throw error;
      }
    },
  };
}

const nothing = (): void => undefined;
