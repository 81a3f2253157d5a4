import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CreateDeployment } from '@thingdock/api';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';

/** Deploys what was prepared, and shows how it goes. */
export function useStart(projectId: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: CreateDeployment) => api.call('deployments.create', { params: { projectId }, body }),
    async onSuccess(deployment) {
      queries.setQueryData(keys.deployment(deployment.id), deployment);
      void queries.invalidateQueries({ queryKey: keys.deployments(projectId) });
      await navigate({
        to: '/p/$projectId/deployments/$deploymentId',
        params: { projectId, deploymentId: deployment.id },
        replace: true,
      });
    },
  });
}
