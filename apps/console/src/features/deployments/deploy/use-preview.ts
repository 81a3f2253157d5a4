import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CreateDeployment } from '@thingdock/api';
import { api } from '../../../platform/api.ts';

const PAUSE_MS = 300;

/** What the deployment would do; asked again whenever it changes. `isCurrent`: the answer is to what is shown now. */
export function usePreview(projectId: string, body: CreateDeployment | undefined) {
  const word = body ? JSON.stringify(body) : '';
  const [settled] = useDebouncedValue(word, PAUSE_MS);
  const query = useQuery({
    queryKey: ['deployment-preview', projectId, settled],
    queryFn: ({ signal }) =>
      api.call('deployments.preview', { params: { projectId }, body: JSON.parse(settled) as CreateDeployment, signal }),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 30_000,
  });
  const isCurrent = settled === word && word !== '' && !query.isPlaceholderData && query.data !== undefined;
  return { query, preview: word === '' ? undefined : query.data, isCurrent };
}

export type Previewing = ReturnType<typeof usePreview>;
