import { ActionIcon, Menu } from '@mantine/core';
import type { Connection } from '@thingdock/api';
import { MoreIcon } from '../../ui/icons.tsx';
import { LinkMenuItem } from '../../ui/link-menu-item.tsx';
import type { ConnectionAction } from './dialogs.tsx';

type Props = { connection: Connection; onAction: (action: ConnectionAction) => void };

/** What can be done with a connection of the list. */
export function RowMenu(props: Props) {
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${props.connection.name}`}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ActionItems {...props} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** The entries, by where the connection stands. */
export function ActionItems({ connection, onAction }: Props) {
  const { id, projectId, state, migrationNeeded } = connection;
  const params = { projectId, connectionId: id };
  if (state === 'failed')
    return (
      <>
        <LinkMenuItem to="/p/$projectId/connections/new" params={{ projectId }} search={{ again: id }}>
          Try again …
        </LinkMenuItem>
        <Menu.Item onClick={() => onAction({ what: 'dismiss', connection })}>Dismiss …</Menu.Item>
      </>
    );
  return (
    <>
      {state === 'active' && (
        <>
          <Menu.Item onClick={() => onAction({ what: 'rename', connection })}>Rename …</Menu.Item>
          <LinkMenuItem to="/p/$projectId/connections/$connectionId/rotate" params={params}>
            Rotate key …
          </LinkMenuItem>
          {migrationNeeded && (
            <LinkMenuItem to="/p/$projectId/connections/$connectionId/migrate" params={params}>
              Migrate …
            </LinkMenuItem>
          )}
        </>
      )}
      <Menu.Item color="red" disabled={state === 'creating'} onClick={() => onAction({ what: 'delete', connection })}>
        {state === 'deleting' && connection.error ? 'Delete again …' : 'Delete …'}
      </Menu.Item>
    </>
  );
}
