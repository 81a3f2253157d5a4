import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Connection } from '@thingdock/api';
import { MoreIcon } from '../../../ui/icons.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import type { ConnectionAction } from '../dialogs.tsx';
import { wayOut } from '../health/health-words.ts';
import { useCheck } from '../health/use-check.ts';
import { healthOf } from '../queries.ts';
import { ActionItems } from '../row-menu.tsx';

type Props = { connection: Connection; manages: boolean; onAction: (action: ConnectionAction) => void };

/** What can be done with it; the one thing that it needs stands first. */
export function ConnectionActions({ connection, manages, onAction }: Props) {
  if (!manages) return null;
  return (
    <>
      {connection.state === 'active' && <Looks connection={connection} />}
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon variant="default" size={32} aria-label={`Actions for ${connection.name}`}>
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <ActionItems connection={connection} onAction={onAction} />
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function Looks({ connection }: { connection: Connection }) {
  const check = useCheck(connection);
  const { data: health } = useQuery(healthOf(connection.id));
  const repairable = health?.findings.some((finding) => wayOut(finding) === 'repair') ?? false;
  const params = { projectId: connection.projectId, connectionId: connection.id };
  return (
    <>
      <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
        Check now
      </Button>
      {repairable && (
        <LinkButton to="/p/$projectId/connections/$connectionId/repair" params={params}>
          Repair …
        </LinkButton>
      )}
    </>
  );
}
