import type { Logger } from './logger.ts';

/**
 * Work that goes on after its request was answered. It is counted until it ends, so that stopping the server can wait
 * for it, and a failure is logged with the name of the work instead of being lost.
 */
export type Tasks = {
  /** Starts work now. The signal aborts when the server has to stop. */
  start(name: string, work: (signal: AbortSignal) => Promise<void>): void;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
  /** Aborts what is under way, waits for it, and refuses anything new. */
  stop(): Promise<void>;
};

export function createTasks(log: Logger): Tasks {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  return {
    start(name, work) {
      if (stopping.signal.aborted) return;
      const task: Promise<void> = work(stopping.signal)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted)
            log.error({ event: 'task.failed', task: name, err: error }, 'background work failed');
        })
        .finally(() => running.delete(task));
      running.add(task);
    },
    idle,
    async stop() {
      stopping.abort(new Error('the server is stopping'));
      await idle();
    },
  };
}
