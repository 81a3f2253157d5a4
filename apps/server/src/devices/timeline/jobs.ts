import type { Clock } from '@thingdock/effects';
import type { Config } from '../../platform/config.ts';
import type { Database } from '../../platform/db/index.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { pruneTransitions } from './store.ts';
import { watchFlapping } from './watch-flapping.ts';

export type TimelineJobDeps = { database: Database; clock: Clock; config: Pick<Config, 'timelineDays'> };

const FLAPPING_SECONDS = 15;
const PRUNE_SECONDS = 3_600;
const PORTION = 5_000;
const DAY_MS = 24 * 3_600_000;

export async function startTimelineJobs(deps: TimelineJobDeps, jobs: Pick<Jobs, 'every'>): Promise<void> {
  await jobs.every('devices.flapping', FLAPPING_SECONDS, () => watchFlapping(deps));
  await jobs.every('devices.forget_transitions', PRUNE_SECONDS, () => prune(deps));
}

/** Forgets changes that are older than the timeline reaches back. */
export async function prune({ database, clock, config }: TimelineJobDeps): Promise<void> {
  const before = new Date(clock.now() - config.timelineDays * DAY_MS);
  let afterId: number | undefined = 0;
  while (afterId !== undefined) afterId = await pruneTransitions(database.root, { before, afterId, portion: PORTION });
}
