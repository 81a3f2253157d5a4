import { queryOptions } from '@tanstack/react-query';
import { api } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';

export const connectionsQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.connections(projectId),
    queryFn: async ({ signal }) => (await api.call('connections.list', { params: { projectId }, signal })).items,
  });

export const operationQuery = (operationId: string) =>
  queryOptions({
    queryKey: keys.operation(operationId),
    queryFn: ({ signal }) => api.call('operations.get', { params: { operationId }, signal }),
  });

/** What a connection uses in AWS. */
export const objectsQuery = (connectionId: string) =>
  queryOptions({
    queryKey: keys.connectionObjects(connectionId),
    queryFn: async ({ signal }) => (await api.call('connections.objects', { params: { connectionId }, signal })).items,
  });
