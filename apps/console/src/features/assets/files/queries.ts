import { queryOptions } from '@tanstack/react-query';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';

export const filesQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.files(projectId),
    queryFn: async ({ signal }) => (await api.call('files.list', { params: { projectId }, signal })).items,
  });

export const fileQuery = (fileId: string) =>
  queryOptions({
    queryKey: keys.file(fileId),
    queryFn: ({ signal }) => api.call('files.get', { params: { fileId }, signal }),
  });
