import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '@thingdock/api';
import { isSignedOut } from './api.ts';

/**
 * What is known of the server's data. The live feed says when any of it is stale, so nothing is asked again by time or by
 * focus. Faults that asking again cannot mend are not retried.
 */
export function createQueryClient({ onSignedOut }: { onSignedOut(): void }): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isSignedOut(error)) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
      },
      mutations: { retry: false },
    },
  });
}
