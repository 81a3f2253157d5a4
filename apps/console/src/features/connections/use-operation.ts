import { useQuery } from '@tanstack/react-query';
import { useLive } from '../../platform/live/live.ts';
import { operationQuery } from './queries.ts';

/** How often to ask while the live feed, which says it at once, is away. */
const ASK_MS = 2_000;

/** A long-running request, kept fresh until it has ended. */
export function useOperation(operationId: string) {
  const { state } = useLive();
  return useQuery({
    ...operationQuery(operationId),
    refetchInterval: ({ state: { data } }) => (state !== 'live' && data?.state === 'running' ? ASK_MS : false),
  });
}
