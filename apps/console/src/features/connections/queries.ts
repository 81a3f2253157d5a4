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

/** How a connection is, as far as the last look found. */
export const healthOf = (connectionId: string) =>
  queryOptions({
    queryKey: keys.connectionHealth(connectionId),
    queryFn: ({ signal }) => api.call('connections.health', { params: { connectionId }, signal }),
  });

/** What a repair would do. It reads AWS, so nothing of it is kept. */
export const driftQuery = (connectionId: string) =>
  queryOptions({
    queryKey: keys.connectionPlan(connectionId),
    queryFn: ({ signal }) => api.call('connections.drift', { params: { connectionId }, signal }),
    gcTime: 0,
  });

/** The access keys that a connection uses and used. */
export const accessKeysQuery = (connectionId: string) =>
  queryOptions({
    queryKey: keys.accessKeys(connectionId),
    queryFn: async ({ signal }) => (await api.call('connections.keys', { params: { connectionId }, signal })).items,
  });

/** Devices whose agents need a role that the connection does not have. */
export const affectedQuery = (connectionId: string) =>
  queryOptions({
    queryKey: keys.affectedDevices(connectionId),
    queryFn: async ({ signal }) => (await api.call('connections.affected', { params: { connectionId }, signal })).items,
  });
