import { Link } from '@tanstack/react-router';
import type { Connection } from '@thingdock/api';
import table from '../../ui/table.module.css';
import { Ago } from '../../ui/time.tsx';
import classes from './connections.module.css';
import type { ConnectionAction } from './dialogs.tsx';
import { regionName } from './endpoint.ts';
import { HealthCell } from './health/health-cell.tsx';
import { RowMenu } from './row-menu.tsx';
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
            <th scope="col" className={table.wide}>
              Region
            </th>
            <th scope="col">State</th>
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
  const { id, projectId, name, accountId, region, updatedAt } = connection;
  return (
    <tr className={table.row} data-connection={name}>
      <td>
        <Link
          className={table.link}
          to="/p/$projectId/connections/$connectionId"
          params={{ projectId, connectionId: id }}
        >
          <strong>{name}</strong>
        </Link>
        <span className={classes.place}>{regionName(region)}</span>
      </td>
      <td className={`${table.wide} ${classes.nowrap}`}>AWS IoT</td>
      <td className={`${table.wide} ${classes.nowrap}`}>
        <code>{accountId}</code>
      </td>
      <td className={`${table.wide} ${classes.nowrap}`}>{regionName(region)}</td>
      <td>
        <State connection={connection} />
      </td>
      <td className={`${table.wide} ${table.dim} ${classes.nowrap}`}>
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

/** An active connection is as well as its health; any other stands where it stands, and a failed one says why. */
function State({ connection }: { connection: Connection }) {
  const { state, health, migrationNeeded, keyIsOld, error } = connection;
  return (
    <>
      <span className={classes.state}>
        <ConnectionStateCell connection={connection} />
        {state === 'active' && <HealthCell health={health} />}
      </span>
      {migrationNeeded && <span className={classes.note}>Migration needed: it has no IAM role</span>}
      {keyIsOld && <span className={classes.note}>The key is 90 days old or more: rotate it</span>}
      {error && <span className={classes.note}>{error.detail}</span>}
    </>
  );
}
