import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Connection } from '@thingdock/api';
import { api, tellError } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';

/** Looks at a connection now. */
export function useCheck({ id, projectId }: Pick<Connection, 'id' | 'projectId'>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.call('connections.check', { params: { connectionId: id } }),
    async onSuccess(health) {
      queries.setQueryData(keys.connectionHealth(id), health);
      await queries.invalidateQueries({ queryKey: keys.connections(projectId) });
    },
    onError(error) {
      notifications.show({ color: 'red', title: 'The check failed', message: tellError(error).text, autoClose: false });
    },
  });
}
