import { fieldFault } from '@thingdock/api';
import type { Clock } from '@thingdock/effects';
import type { Config } from '../../platform/config.ts';
import type { Database } from '../../platform/db/index.ts';
import type { Handlers } from '../../platform/http/index.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { EVENT_TYPES, tell } from './kinds.ts';
import { deleteEvents, listEvents } from './store.ts';

export type Events = {
  routes: Pick<Handlers, 'events.list'>;
  /** Forgets what is older than the timeline of devices. */
  start(jobs: Pick<Jobs, 'every'>): Promise<void>;
};

export type EventsDeps = { database: Database; clock: Clock; config: Pick<Config, 'timelineDays'> };

const USUAL_LIMIT = 100;
const MOST = 500;
const FORGET_SECONDS = 3_600;
const FORGET_AT_ONCE = 5_000;
const DAY_MS = 24 * 3_600_000;

export function createEvents({ database, clock, config }: EventsDeps): Events {
  return {
    routes: {
      'events.list': async ({ params: { projectId }, query }) => {
        const { connectionId, device } = query;
        const limit = Math.min(Number(query.limit ?? USUAL_LIMIT), MOST);
        const filter = { projectId, connectionId, device, types: typesOf(query.type), before: idOf(query.before) };
        const rows = await listEvents(database.root, filter, limit + 1);
        const items = rows.slice(0, limit).map((row) => ({
          ...{ id: row.id, type: row.type, connectionId: row.connection_id, device: row.thing_name },
          ...{ at: row.at.toISOString(), text: tell(row.type, row.thing_name, row.data), data: row.data },
        }));
        return { items, next: rows.length > limit ? String(items.at(-1)?.id) : null };
      },
    },
    async start(jobs) {
      await jobs.every('events.forget', FORGET_SECONDS, async () => {
        const before = new Date(clock.now() - config.timelineDays * DAY_MS);
        let forgotten: number;
        do forgotten = await deleteEvents(database.root, before, FORGET_AT_ONCE);
        while (forgotten === FORGET_AT_ONCE);
      });
    },
  };
}

/** A type by its name, or several by how they begin: `device.`. */
function typesOf(asked: string | undefined): readonly string[] | undefined {
  if (asked === undefined) return undefined;
  return asked.endsWith('.') ? EVENT_TYPES.filter((type) => type.startsWith(asked)) : [asked];
}

function idOf(before: string | undefined): number | undefined {
  if (before === undefined) return undefined;
  if (!/^\d{1,15}$/.test(before)) throw fieldFault('before', 'cursor_invalid');
  return Number(before);
}
