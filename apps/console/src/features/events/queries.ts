import { queryOptions } from '@tanstack/react-query';
import type { LogExportQuery, ProjectEvent } from '@thingdock/api';
import { api } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';

/** The newest events of one device. */
export const deviceEventsQuery = (projectId: string, connectionId: string, device: string) =>
  queryOptions({
    queryKey: [...keys.events(projectId), connectionId, device] as const,
    queryFn: async ({ signal }) => {
      const query = { connectionId, device, limit: '10' };
      return (await api.call('events.list', { params: { projectId }, query, signal })).items;
    },
  });

/** What happened in the project, for `usePages`. `type`: the begin of the types that are wanted. */
export function eventPages(projectId: string, type: string | undefined) {
  return {
    queryKey: [...keys.events(projectId), 'all', { type }],
    ask: (before: string | undefined, signal?: AbortSignal) =>
      api.call('events.list', {
        params: { projectId },
        query: { ...(type && { type }), ...(before !== undefined && { before }) },
        ...(signal && { signal }),
      }),
    keyOf: ({ id }: ProjectEvent) => String(id),
  };
}

/** What an export of the logs of a period would hold. It grows as devices send, so it is asked anew each time. */
export const logExportQuery = (projectId: string, period: LogExportQuery) =>
  queryOptions({
    queryKey: ['log-export', projectId, period] as const,
    gcTime: 0,
    queryFn: ({ signal }) => api.call('logs.export', { params: { projectId }, query: period, signal }),
  });
