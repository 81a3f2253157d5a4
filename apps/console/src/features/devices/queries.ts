import { queryOptions } from '@tanstack/react-query';
import type { DeviceFilter } from '@thingdock/api';
import { api } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';
import { orderOf, type Sort } from './filter/search.ts';

export const deviceQuery = (connectionId: string, deviceName: string) =>
  queryOptions({
    queryKey: keys.device(connectionId, deviceName),
    queryFn: ({ signal }) => api.call('devices.get', { params: { connectionId, deviceName }, signal }),
  });

const PAGE = '100';

/** The devices that a filter lets through, for `usePages`. */
export function devicePages(projectId: string, filter: DeviceFilter, sort: Sort | undefined) {
  return {
    queryKey: [...keys.deviceList(projectId), filter, sort ?? 'name'],
    ask: (after: string | undefined, signal?: AbortSignal) =>
      api.call('devices.find', {
        params: { projectId },
        query: { ...filter, ...orderOf(sort), limit: PAGE, ...(after !== undefined && { after }) },
        ...(signal && { signal }),
      }),
  };
}

/** The first devices whose names hold every word of a text. */
export const devicesNamedQuery = (projectId: string, text: string) =>
  queryOptions({
    queryKey: [...keys.deviceList(projectId), 'named', text] as const,
    queryFn: async ({ signal }) => {
      // The server looks for one part of the name; whoever shows the answer looks for the other words.
      const [longest = ''] = text.split(/\s+/).sort((a, b) => b.length - a.length);
      const query = { limit: '50', ...(longest && { name: longest }) };
      return (await api.call('devices.find', { params: { projectId }, query, signal })).items;
    },
  });

/** How many devices there are in which status, and how many the filter lets through. */
export const countsQuery = (projectId: string, filter: DeviceFilter = {}) =>
  queryOptions({
    queryKey: [...keys.deviceCounts(projectId), filter],
    queryFn: ({ signal }) => api.call('devices.counts', { params: { projectId }, query: filter, signal }),
  });

/** Tags of the project; asked anew whenever somebody looks, since no feed tells of them. */
export const tagsQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.tags(projectId),
    queryFn: async ({ signal }) => (await api.call('tags.list', { params: { projectId }, signal })).items,
    staleTime: 0,
  });

/** Filters that people of the project saved, by name. */
export const filtersQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.filters(projectId),
    queryFn: async ({ signal }) => (await api.call('filters.list', { params: { projectId }, signal })).items,
  });

/** What was shown of a device between two times, and why. */
export const timelineQuery = (connectionId: string, deviceName: string, days: number) =>
  queryOptions({
    queryKey: [...keys.device(connectionId, deviceName), 'timeline', days] as const,
    queryFn: ({ signal }) => {
      const to = Date.now();
      const from = new Date(to - days * 86_400_000).toISOString();
      const query = { from, to: new Date(to).toISOString() };
      return api.call('devices.timeline', { params: { connectionId, deviceName }, query, signal });
    },
  });

/** Files that were put on a device. */
export const deviceFilesQuery = (connectionId: string, deviceName: string) =>
  queryOptions({
    queryKey: [...keys.device(connectionId, deviceName), 'files'] as const,
    queryFn: async ({ signal }) =>
      (await api.call('devices.files', { params: { connectionId, deviceName }, signal })).items,
  });

/** Environment variables of the flow on a device. */
export const deviceVariablesQuery = (connectionId: string, deviceName: string) =>
  queryOptions({
    queryKey: [...keys.device(connectionId, deviceName), 'variables'] as const,
    queryFn: ({ signal }) => api.call('devices.variables', { params: { connectionId, deviceName }, signal }),
  });
