import { queryOptions } from '@tanstack/react-query';
import { api } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';

export const devicesQuery = (connectionId: string) =>
  queryOptions({
    queryKey: keys.devices(connectionId),
    queryFn: async ({ signal }) => (await api.call('devices.list', { params: { connectionId }, signal })).items,
  });

export const deviceQuery = (connectionId: string, deviceName: string) =>
  queryOptions({
    queryKey: keys.device(connectionId, deviceName),
    queryFn: ({ signal }) => api.call('devices.get', { params: { connectionId, deviceName }, signal }),
  });
