import { PgBoss } from 'pg-boss';
import type { Database } from '../db/index.ts';
import type { Logger } from '../logger.ts';

/**
 * Work by the clock, shared by all server processes on one database: each run is taken by one of them. State lives in the
 * features' tables; a job only says that it is time to look.
 */
export type Jobs = {
  /** Runs `work` about every `seconds`, never twice at once. A run that fails is logged; the next comes anyway. */
  every(name: string, seconds: number, work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
};

const POLL_SECONDS = 1;
/**
 * Whoever runs a job says so again and again. Without a sign for this long the process is taken for dead and its run for ended;
 * until then nobody runs the job. pg-boss takes no less, and by itself would wait for a quarter of an hour.
 */
const HEARTBEAT_SECONDS = 10;
/** How often each process looks for such runs. */
const WATCH_SECONDS = 5;
const STOP_MS = 10_000;

export async function startJobs(database: Database, log: Logger): Promise<Jobs> {
  const watching = { superviseIntervalSeconds: WATCH_SECONDS, monitorIntervalSeconds: WATCH_SECONDS };
  const boss =
    'db' in database.boss
      ? new PgBoss({ db: database.boss.db, backend: 'pglite', schedule: false, ...watching })
      : new PgBoss({ connectionString: database.boss.connectionString, schedule: false, max: 3, ...watching });
  boss.on('error', (error) => log.error({ event: 'jobs.failed', err: error }, 'background jobs failed'));
  await boss.start();

  const tickers: NodeJS.Timeout[] = [];
  return {
    async every(name, seconds, work) {
      // `stately`: at most one waiting and one running, however many processes ask.
      await boss.createQueue(name, { policy: 'stately', retryLimit: 0, deleteAfterSeconds: 60 });
      await boss.work(name, { pollingIntervalSeconds: POLL_SECONDS }, () =>
        work().catch((error: unknown) =>
          log.error({ event: 'job.failed', job: name, err: error }, 'background job failed'),
        ),
      );
      // Every process asks; one job comes of it in each slot. So a process that dies in mid-run stops nobody else's clock for long.
      const ask = () =>
        boss
          .send(name, {}, { singletonSeconds: seconds, heartbeatSeconds: HEARTBEAT_SECONDS })
          .catch((error: unknown) =>
            log.warn({ event: 'job.not_asked', job: name, err: error }, 'could not queue a job'),
          );
      tickers.push(setInterval(ask, seconds * 1_000));
      await ask();
    },
    async stop() {
      for (const ticker of tickers) clearInterval(ticker);
      await boss.stop({ graceful: true, timeout: STOP_MS });
    },
  };
}
