import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, tellError } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';
import { count } from '../../words/count.ts';

/** Reads things and shadows of a connection now, and says what was found. The feed tells the list what changed. */
export function useSync(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (connectionId: string) => api.call('devices.sync', { params: { connectionId } }),
    async onSuccess({ things, added, gone }) {
      const news = [added > 0 && `${added} new`, gone > 0 && `${gone} gone`].filter(Boolean).join(', ');
      notifications.show({
        message: `${count(things, 'thing')} in the account${news ? `: ${news}` : ', nothing new'}.`,
      });
      await queries.invalidateQueries({ queryKey: keys.deviceCounts(projectId) });
    },
    onError(error) {
      notifications.show({ color: 'red', title: 'The sync failed', message: tellError(error).text, autoClose: false });
    },
  });
}
