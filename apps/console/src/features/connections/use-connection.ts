import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useProject } from '../people/use-project.ts';
import { connectionsQuery } from './queries.ts';

/** A connection of the project that the address names. `connection` is absent while unknown, and when there is none. */
export function useConnection(connectionId: string) {
  const { projectId, manages } = useProject();
  const query = useQuery(connectionsQuery(projectId));
  const navigate = useNavigate();
  return {
    projectId,
    manages,
    query,
    connection: query.data?.find(({ id }) => id === connectionId),
    /** Back to the connection's page. */
    close: () => void navigate({ to: '/p/$projectId/connections/$connectionId', params: { projectId, connectionId } }),
  };
}
