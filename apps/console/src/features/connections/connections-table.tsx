import { ActionIcon, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection } from '@thingdock/api';
import { MoreIcon } from '../../ui/icons.tsx';
import table from '../../ui/table.module.css';
import { Ago } from '../../ui/time.tsx';
import type { ConnectionAction } from './connections-page.tsx';
import { regionName } from './endpoint.ts';
import { ConnectionStateCell } from './state-words.tsx';

type Props = { connections: readonly Connection[]; manages: boolean; onAction: (action: ConnectionAction) => void };

export function ConnectionsTable({ connections, manages, onAction }: Props) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className={table.wide}>
              Type
            </th>
            <th scope="col" className={table.wide}>
              Account
            </th>
            <th scope="col">Region</th>
            <th scope="col">State</th>
            <th scope="col" className={`${table.number} ${table.wide}`}>
              Round trip
            </th>
            <th scope="col" className={table.wide}>
              Last updated
            </th>
            {manages && (
              <th scope="col" className={table.menu}>
                <span className="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <Row key={connection.id} connection={connection} onAction={manages ? onAction : undefined} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ connection, onAction }: { connection: Connection; onAction: Props['onAction'] | undefined }) {
  const { id, projectId, name, accountId, region, state, probeLatencyMs, updatedAt } = connection;
  return (
    <tr className={table.row}>
      <td>
        <Link className={table.link} to="/p/$projectId/devices" params={{ projectId }} search={{ connection: id }}>
          <strong>{name}</strong>
        </Link>
      </td>
      <td className={table.wide}>AWS IoT</td>
      <td className={table.wide}>
        <code>{accountId}</code>
      </td>
      <td>{regionName(region)}</td>
      <td>
        <ConnectionStateCell state={state} />
      </td>
      <td
        className={`${table.number} ${table.wide}`}
        title="From publishing a test message in AWS IoT to its arrival here"
      >
        {probeLatencyMs === null ? '–' : `${probeLatencyMs} ms`}
      </td>
      <td className={`${table.wide} ${table.dim}`}>
        <Ago at={updatedAt} />
      </td>
      {onAction && (
        <td className={table.menu}>
          <RowMenu connection={connection} onAction={onAction} />
        </td>
      )}
    </tr>
  );
}

function RowMenu({ connection, onAction }: { connection: Connection; onAction: Props['onAction'] }) {
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${connection.name}`}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={connection.state !== 'active'} onClick={() => onAction({ what: 'rename', connection })}>
          Rename …
        </Menu.Item>
        <Menu.Item
          color="red"
          disabled={connection.state === 'creating'}
          onClick={() => onAction({ what: 'delete', connection })}
        >
          Delete …
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
