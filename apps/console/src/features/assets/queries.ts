import { queryOptions } from '@tanstack/react-query';
import { api } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';

export const flowsQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.flows(projectId),
    queryFn: async ({ signal }) => (await api.call('flows.list', { params: { projectId }, signal })).items,
  });

export const flowQuery = (flowId: string) =>
  queryOptions({
    queryKey: keys.flow(flowId),
    queryFn: ({ signal }) => api.call('flows.get', { params: { flowId }, signal }),
  });

/** The text of a version; it never changes. */
export const flowContentQuery = (flowId: string, number: number) =>
  queryOptions({
    queryKey: keys.flowContent(flowId, number),
    queryFn: async ({ signal }) =>
      (await api.call('flows.content', { params: { flowId, number: String(number) }, signal })).content,
  });
