import { useQuery } from '@tanstack/react-query';
import type { Connection } from '@thingdock/api';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { countsQuery } from '../../devices/queries.ts';

/** How many licences depend on a connection, and the devices of the first of them. */
export type Dependents = { number: number; names: readonly string[] };

const NAMED = '8';

/** Licences that keep a connection from being deleted. `data` is `undefined` while nobody knows. */
export function useDependents({ id, projectId }: Connection) {
  const counts = useQuery(countsQuery(projectId, { connectionId: id, licensed: 'yes' }));
  const first = useQuery({
    queryKey: [...keys.licences(projectId), 'of', id] as const,
    queryFn: ({ signal }) =>
      api.call('licences.list', {
        params: { projectId },
        query: { connectionId: id, state: 'registered', limit: NAMED },
        signal,
      }),
  });
  const names = first.data?.items.map(({ device }) => device);
  const data: Dependents | undefined =
    names && counts.data ? { number: Math.max(names.length, counts.data.matching ?? 0), names } : undefined;
  return { data, error: first.error ?? counts.error };
}
