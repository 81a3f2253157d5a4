import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import type { DeviceFilter, SavedFilter } from '@thingdock/api';
import { api, tellError } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';

export type FilterCommands = ReturnType<typeof useFilterCommands>;

/** What can be done to the saved filters of a project. */
export function useFilterCommands(projectId: string) {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: keys.filters(projectId) });

  async function save(name: string, filter: DeviceFilter) {
    await api.call('filters.create', { params: { projectId }, body: { name, filter } });
    await refresh();
  }

  /** Brings back what was deleted; what keeps it away is said where nobody waits for it. */
  const bringBack = ({ name, filter }: SavedFilter) =>
    void save(name, filter).catch((error: unknown) =>
      notifications.show({ color: 'red', title: `“${name}” was not brought back`, message: tellError(error).text }),
    );

  return {
    save,
    async change(filterId: string, body: { name?: string; filter?: DeviceFilter }) {
      await api.call('filters.change', { params: { filterId }, body });
      await refresh();
    },
    async remove(saved: SavedFilter) {
      await api.call('filters.delete', { params: { filterId: saved.id } });
      await refresh();
      notifications.show({
        message: (
          <>
            “{saved.name}” is deleted.{' '}
            <Button size="compact-sm" variant="default" onClick={() => bringBack(saved)}>
              Undo
            </Button>
          </>
        ),
      });
    },
  };
}
