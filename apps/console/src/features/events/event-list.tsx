import { Link } from '@tanstack/react-router';
import type { ProjectEvent } from '@thingdock/api';
import { Shape, type ShapeName, type Tone } from '../../ui/shape.tsx';
import table from '../../ui/table.module.css';
import { Ago } from '../../ui/time.tsx';
import { VirtualRows } from '../../ui/virtual-rows.tsx';
import { useProject } from '../people/use-project.ts';
import classes from './events.module.css';

type Props = { events: readonly ProjectEvent[]; onSeen: (first: number, last: number) => void };

const keyOf = ({ id }: ProjectEvent) => String(id);

export function EventList({ events, onSeen }: Props) {
  const { projectId } = useProject();
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead className="sr-only">
          <tr>
            <th scope="col">What</th>
            <th scope="col">Device</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <VirtualRows rows={events} rowKey={keyOf} onSeen={onSeen}>
          {(event, _index, measured) => (
            <tr className={table.row} data-event={event.type} {...measured}>
              <td>
                <span className={classes.what}>
                  <EventShape type={event.type} />
                  {event.text}
                </span>
              </td>
              <td className={table.wide}>
                {event.device && event.connectionId && (
                  <Link
                    className={`${table.link} ${table.name}`}
                    to="/p/$projectId/devices/$connectionId/$deviceName"
                    params={{ projectId, connectionId: event.connectionId, deviceName: event.device }}
                  >
                    {event.device}
                  </Link>
                )}
              </td>
              <td className={`${table.dim} ${classes.when}`}>
                <Ago at={event.at} />
              </td>
            </tr>
          )}
        </VirtualRows>
      </table>
    </div>
  );
}

const SHAPES: Record<string, [ShapeName, Tone]> = {
  'device.connected': ['disc', 'ok'],
  'device.disconnected': ['ring', 'idle'],
  'device.gone': ['struck', 'idle'],
  'device.flapping': ['triangle', 'warn'],
  'device.shared_client_id': ['triangle', 'warn'],
  'licence.registered': ['plus', 'idle'],
  'licence.deleted': ['barred', 'idle'],
};

/** Kinds that this console does not know yet have a shape as well. */
function EventShape({ type }: { type: string }) {
  const [name, tone] = SHAPES[type] ?? ['half', 'idle'];
  return <Shape name={name} tone={tone} />;
}
