import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import type { Deploy } from './use-deploy.ts';

/** Deploys what was prepared, and shows how it goes. */
export function useStart({ projectId, flow, version, connection, chosen }: Deploy) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => {
      if (!flow || !connection) throw new Error('a flow and a connection are needed');
      const devices = chosen.map(({ name }) => name);
      return api.call('deployments.create', {
        params: { projectId },
        body: { flowId: flow.id, connectionId: connection.id, devices, ...(version && { version }) },
      });
    },
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
