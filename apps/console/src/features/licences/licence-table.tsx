import { Link } from '@tanstack/react-router';
import type { Licence } from '@thingdock/api';
import { Shape } from '../../ui/shape.tsx';
import table from '../../ui/table.module.css';
import { Ago } from '../../ui/time.tsx';
import { VirtualRows } from '../../ui/virtual-rows.tsx';
import classes from './licences.module.css';

type Props = {
  items: readonly Licence[];
  onSeen: (first: number, last: number) => void;
  onDelete: ((licence: Licence) => void) | undefined;
};

const keyOf = ({ id }: Licence) => id;

export function LicenceTable({ items, onSeen, onDelete }: Props) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table} ${table.fixed}`}>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">State</th>
            <th scope="col" className={table.wide}>
              Connection
            </th>
            <th scope="col" className={table.wide}>
              Registered
            </th>
            {onDelete && (
              <th scope="col" className={classes.actions}>
                <span className="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <VirtualRows rows={items} rowKey={keyOf} onSeen={onSeen}>
          {(licence) => <Row licence={licence} onDelete={onDelete} />}
        </VirtualRows>
      </table>
    </div>
  );
}

function Row({ licence, onDelete }: { licence: Licence } & Pick<Props, 'onDelete'>) {
  const { projectId, connectionId, connectionName, device, state, registeredAt, registeredBy, deletedAt, deletedBy } =
    licence;
  const registered = state === 'registered';
  return (
    <tr className={table.row} data-licence={device}>
      <td>
        <Link
          className={`${table.link} ${table.name}`}
          to="/p/$projectId/devices/$connectionId/$deviceName"
          params={{ projectId, connectionId, deviceName: device }}
        >
          {device}
        </Link>
      </td>
      <td>
        <span className={table.status}>
          <Shape name={registered ? 'tick' : 'barred'} tone={registered ? 'ok' : 'idle'} />
          {registered ? 'Registered' : 'Deleted'}
          {deletedAt && (
            <span className={table.dim}>
              <Ago at={deletedAt} />
              {deletedBy && ` by ${deletedBy}`}
            </span>
          )}
        </span>
      </td>
      <td className={table.wide}>{connectionName}</td>
      <td className={`${table.wide} ${table.dim}`}>
        <Ago at={registeredAt} />
        {registeredBy === 'automatic' ? ', by itself' : `, by ${registeredBy}`}
      </td>
      {onDelete && (
        <td className={classes.actions}>
          {registered && (
            <button
              type="button"
              className={classes.link}
              aria-label={`Delete the licence of ${device}`}
              onClick={() => onDelete(licence)}
            >
              Delete
            </button>
          )}
        </td>
      )}
    </tr>
  );
}
