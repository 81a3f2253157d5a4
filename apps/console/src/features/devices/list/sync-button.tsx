import { Button, Menu } from '@mantine/core';
import type { Connection } from '@thingdock/api';
import { useSync } from '../use-sync.ts';

type Props = { projectId: string; connections: readonly Connection[]; chosen: string | undefined };

/** Reads things and shadows of the connection that is shown; where several are, it asks for which. */
export function SyncButton({ projectId, connections, chosen }: Props) {
  const sync = useSync(projectId);
  const only = connections.find(({ id }) => id === chosen) ?? (connections.length === 1 ? connections[0] : undefined);
  if (only)
    return (
      <Button variant="default" loading={sync.isPending} onClick={() => sync.mutate(only.id)}>
        Sync
      </Button>
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={sync.isPending}>
          Sync …
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {connections.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => sync.mutate(id)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
