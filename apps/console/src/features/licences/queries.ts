import { queryOptions } from '@tanstack/react-query';
import type { Licence } from '@thingdock/api';
import { api } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';
import type { LicencesSearch } from './search.ts';

/** How many licences a project may have and has, and how it registers. */
export const licenceNumbersQuery = (projectId: string) =>
  queryOptions({
    queryKey: [...keys.licences(projectId), 'numbers'] as const,
    queryFn: ({ signal }) => api.call('licences.list', { params: { projectId }, query: { limit: '1' }, signal }),
  });

/** Licences that a search lets through, for `usePages`. */
export function licencePages(projectId: string, { q, state: wanted, connection }: LicencesSearch) {
  const state = wanted ?? 'registered';
  return {
    queryKey: [...keys.licences(projectId), 'all', { q, state, connection }],
    ask: (after: string | undefined, signal?: AbortSignal) =>
      api.call('licences.list', {
        params: { projectId },
        query: {
          limit: '100',
          ...(q && { name: q }),
          ...(state !== 'any' && { state }),
          ...(connection && { connectionId: connection }),
          ...(after !== undefined && { after }),
        },
        ...(signal && { signal }),
      }),
    keyOf: ({ id }: Licence) => id,
  };
}
