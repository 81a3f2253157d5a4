import { queryOptions } from '@tanstack/react-query';
import { api } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';

type Of = { device?: string; connectionId?: string; flowId?: string };

export const deploymentsQuery = (projectId: string, of: Of = {}) =>
  queryOptions({
    queryKey: [...keys.deployments(projectId), of] as const,
    queryFn: async ({ signal }) =>
      (await api.call('deployments.list', { params: { projectId }, query: of, signal })).items,
  });

export const deploymentQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: keys.deployment(deploymentId),
    queryFn: ({ signal }) => api.call('deployments.get', { params: { deploymentId }, signal }),
  });
