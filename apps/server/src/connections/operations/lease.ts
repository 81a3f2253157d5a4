import type { Clock } from '@thingdock/effects';
import { type Database, isDatabaseUnavailable } from '../../platform/db/index.ts';
import { renewLease } from './store.ts';

/** Thrown into work whose operation another server process has taken over, because this one went silent for too long. */
export class LeaseLost extends Error {
  constructor() {
    super('Another server process took this operation over.');
    this.name = 'LeaseLost';
  }
}

export type LeaseDeps = {
  database: Database;
  clock: Clock;
  /** Names this server process. */
  owner: string;
  /** How long the others wait for a sign of life. */
  leaseMs: number;
};

/** Until when a lease that begins now lasts. */
export const leaseEnd = ({ clock, leaseMs }: Pick<LeaseDeps, 'clock' | 'leaseMs'>): Date =>
  new Date(clock.now() + leaseMs);

/** Runs work while renewing the lease on its operation. The work's signal aborts with `LeaseLost` when it is lost. */
export async function holdLease<T>(
  deps: LeaseDeps,
  operationId: string,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const finished = new AbortController();
  const renewing = keepRenewing(deps, operationId, lost, finished.signal);
  try {
    return await work(AbortSignal.any([stopping, lost.signal]));
  } finally {
    finished.abort();
    await renewing;
  }
}

async function keepRenewing(deps: LeaseDeps, id: string, lost: AbortController, finished: AbortSignal): Promise<void> {
  const { database, clock, owner, leaseMs } = deps;
  let until = clock.now() + leaseMs;
  while (!lost.signal.aborted) {
    const over = await clock.sleep(leaseMs / 4, finished).then(
      () => false,
      () => true,
    );
    if (over) return;
    try {
      const next = clock.now() + leaseMs;
      if (!(await renewLease(database.root, id, { owner, until: new Date(next) }))) lost.abort(new LeaseLost());
      until = next;
    } catch (error) {
      // While the database is away nobody else can take over either, but only as long as our lease lasts.
      if (!isDatabaseUnavailable(error) || clock.now() >= until) lost.abort(new LeaseLost());
    }
  }
}
