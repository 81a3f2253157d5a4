import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../../platform/api.ts';
import { useProject } from '../../people/use-project.ts';

const PAUSE_MS = 350;

/** What the server says of a text as a flow, while it is typed. Nothing is kept of it. */
export function useCheck(content: string | undefined) {
  const { projectId } = useProject();
  const [settled] = useDebouncedValue(content, PAUSE_MS);
  return useQuery({
    queryKey: ['flow-check', projectId, settled],
    queryFn: ({ signal }) =>
      api.call('flows.check', { params: { projectId }, body: { content: settled ?? '' }, signal }),
    enabled: settled !== undefined && settled !== '',
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
}
