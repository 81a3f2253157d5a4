import { type DeviceFilter, Fault, FILTERS_PER_PROJECT, fieldFault, type SavedFilter } from '@thingdock/api';
import type { Clock, Ids } from '@thingdock/effects';
import { announce } from '../../events/index.ts';
import { type Database, type Executor, isUniqueViolation } from '../../platform/db/index.ts';
import type { Handlers } from '../../platform/http/index.ts';
import { readFilter } from '../list/filter.ts';
import * as store from './store.ts';

export type FilterRoutes = Pick<Handlers, 'filters.list' | 'filters.create' | 'filters.change' | 'filters.delete'>;

export type FilterDeps = { database: Database; clock: Clock; ids: Ids };

/** Filters that people of a project keep under a name. */
export function filterRoutes({ database, clock, ids }: FilterDeps): FilterRoutes {
  /** Commits a change of a project's filters, and tells open pages. Throws `not_found`, `filter_name_taken`. */
  async function commit(
    name: string | undefined,
    change: (tx: Executor) => Promise<store.SavedFilterRow | undefined>,
  ): Promise<SavedFilter> {
    const row = await database
      .transaction(async (tx) => {
        const changed = await change(tx);
        if (!changed) throw new Fault('not_found', { details: { what: 'filter' } });
        await announce(tx, { type: 'filter', projectId: changed.project_id, keys: [changed.id] });
        return changed;
      })
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? fieldFault('name', 'filter_name_taken', { name: name ?? '' }) : error;
      });
    return present(row);
  }

  return {
    'filters.list': async ({ params }) => ({
      items: (await store.listFilters(database.root, params.projectId)).map(present),
    }),
    'filters.create': async ({ params: { projectId }, body, user }) => {
      const name = body.name.trim();
      const filter = checked(body.filter);
      return commit(name, async (tx) => {
        if ((await store.countFilters(tx, projectId)) >= FILTERS_PER_PROJECT)
          throw new Fault('filter_limit', { details: { limit: FILTERS_PER_PROJECT } });
        const made = { created_by: user.name, created_at: new Date(clock.now()) };
        const row = { id: ids.uuid(), project_id: projectId, name, filter, ...made };
        await store.insertFilter(tx, row);
        return row;
      });
    },
    'filters.change': async ({ params, body }) => {
      const name = body.name?.trim();
      const filter = body.filter && checked(body.filter);
      return commit(name, (tx) => store.updateFilter(tx, params.filterId, { name, filter }));
    },
    'filters.delete': async ({ params }) => {
      await commit(undefined, (tx) => store.deleteFilter(tx, params.filterId));
      return {};
    },
  };
}

/** Throws `filter_invalid` and `filter_empty`. */
function checked(filter: DeviceFilter): DeviceFilter {
  if (Object.keys(readFilter(filter)).length === 0) throw fieldFault('filter', 'filter_empty');
  return filter;
}

const present = (row: store.SavedFilterRow): SavedFilter => ({
  ...{ id: row.id, projectId: row.project_id, name: row.name, filter: row.filter },
  ...{ createdBy: row.created_by, createdAt: row.created_at.toISOString() },
});
