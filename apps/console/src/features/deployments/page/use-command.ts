import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CommandDeployment, Deployment } from '@thingdock/api';
import type Type from 'typebox';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';

/** Gives a deployment a command, and goes to what came of it where that is a deployment of its own. */
export function useCommand({ id, projectId }: Pick<Deployment, 'id' | 'projectId'>) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async (body: Type.Static<typeof CommandDeployment>): Promise<void> => {
    const after = await api.call('deployments.command', { params: { deploymentId: id }, body });
    queries.setQueryData(keys.deployment(after.id), after);
    await queries.invalidateQueries({ queryKey: keys.deployment(id) });
    if (after.id === id) return;
    await navigate({ to: '/p/$projectId/deployments/$deploymentId', params: { projectId, deploymentId: after.id } });
  };
}
