import { eachBounded } from '../../platform/bounded.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { Tasks } from '../../platform/tasks.ts';
import type { Context } from '../context.ts';
import { getConnection, listActive } from '../store.ts';
import { checkHealth } from './check.ts';

export type HealthWatchDeps = Context & { tasks: Tasks; healthSeconds: number };

const LOOKS_AT_ONCE = 4;

/** Looks at every connection from time to time, and at one as soon as it is there, or something speaks against it. */
export function createHealthWatch(deps: HealthWatchDeps) {
  const { bus, log, database, tasks } = deps;
  /** What is being looked at, by id; `true` when doubts came up meanwhile, so that it has to be looked at once more. */
  const looking = new Map<string, boolean>();

  async function look(id: string, signal: AbortSignal): Promise<void> {
    if (looking.has(id)) {
      looking.set(id, true);
      return;
    }
    try {
      do {
        looking.set(id, false);
        await checkHealth(deps, id, signal);
      } while (looking.get(id));
    } catch (error) {
      if (!signal.aborted)
        log.warn({ event: 'connection.health_failed', connectionId: id, err: error }, 'could not look at a connection');
    } finally {
      looking.delete(id);
    }
  }

  async function lookAtAll(signal: AbortSignal): Promise<void> {
    const ids = (await listActive(database.root)).map(({ id }) => id);
    await eachBounded(ids, LOOKS_AT_ONCE, (id) => look(id, signal));
  }

  return {
    async start(jobs: Pick<Jobs, 'every'>): Promise<void> {
      // Whoever has just made one looks at it now, not at the next round.
      bus.on('connection.activated', ({ connectionId }, signal) => look(connectionId, signal));
      bus.on('connection.doubted', async ({ connectionId }, signal) => {
        // A key that is known to be refused is refused with every call; once said is enough.
        if ((await getConnection(database.root, connectionId))?.blind !== 'credentials_invalid')
          await look(connectionId, signal);
      });
      await jobs.every('connections.health', deps.healthSeconds, async () =>
        tasks.start('connections.health', lookAtAll),
      );
    },
  };
}
