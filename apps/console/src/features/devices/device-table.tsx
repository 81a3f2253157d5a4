import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Device } from '@thingdock/api';
import { memo, type RefObject, useRef } from 'react';
import table from '../../ui/table.module.css';
import { type RowsHandle, VirtualRows } from '../../ui/virtual-rows.tsx';
import classes from './devices.module.css';
import type { Sort, SortKey } from './filter-devices.ts';
import { FlowCell } from './flow-cell.tsx';
import { StatusCell } from './status-cell.tsx';
import { isOfConnection, REASON_HINTS } from './status-words.ts';

type Props = {
  devices: readonly Device[];
  projectId: string;
  rows: RefObject<RowsHandle | null>;
  cursor: number | undefined;
  selected: ReadonlySet<string>;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onToggle: (name: string) => void;
  onSelectAll: (all: boolean) => void;
};

export function DeviceTable(props: Props) {
  const { devices, projectId, rows, cursor, selected, sort, onSort, onToggle, onSelectAll } = props;
  const all = devices.length > 0 && selected.size === devices.length;
  // Rows are drawn again only when they change; what they call is looked up when they call it.
  const toggle = useRef(onToggle);
  toggle.current = onToggle;
  const head = { sort, onSort };
  return (
    <div className={table.scroll}>
      <table className={`${table.table} ${table.fixed}`} aria-rowcount={devices.length + 1}>
        <thead>
          <tr>
            <th scope="col" className={table.check}>
              <Checkbox
                aria-label="Select all devices shown"
                checked={all}
                indeterminate={!all && selected.size > 0}
                onChange={() => onSelectAll(!all)}
              />
            </th>
            <SortHead {...head} by="name" className={classes.columnName} title="Name" />
            <SortHead {...head} by="status" className={classes.columnStatus} title="Status" />
            <SortHead {...head} by="flow" className={table.wide} title="Flow" />
            <SortHead {...head} by="agent" className={`${table.wide} ${classes.columnAgent}`} title="Agent" />
          </tr>
        </thead>
        <VirtualRows rows={devices} rowKey={({ name }) => name} handle={rows}>
          {(device, index) => (
            <Row
              device={device}
              projectId={projectId}
              index={index}
              cursor={index === cursor}
              selected={selected.has(device.name)}
              toggle={toggle}
            />
          )}
        </VirtualRows>
      </table>
    </div>
  );
}

type HeadProps = Pick<Props, 'sort' | 'onSort'> & { by: SortKey; title: string; className?: string | undefined };

function SortHead({ sort, onSort, by, title, className }: HeadProps) {
  const direction = sort === by ? 'ascending' : sort === `-${by}` ? 'descending' : undefined;
  return (
    <th scope="col" className={className} aria-sort={direction ?? 'none'}>
      <button
        type="button"
        className={table.sort}
        data-active={direction}
        onClick={() => onSort(direction === 'ascending' ? `-${by}` : by)}
      >
        {title}
        <span aria-hidden="true">{direction === 'ascending' ? '↑' : direction === 'descending' ? '↓' : ''}</span>
      </button>
    </th>
  );
}

type RowProps = {
  device: Device;
  projectId: string;
  index: number;
  cursor: boolean;
  selected: boolean;
  toggle: RefObject<(name: string) => void>;
};

const Row = memo(function Row({ device, projectId, index, cursor, selected, toggle }: RowProps) {
  const { name, connectionId, flow, agentVersion } = device;
  return (
    <tr
      className={table.row}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-device={name}
      data-cursor={cursor || undefined}
      data-selected={selected || undefined}
    >
      <td className={table.check}>
        <Checkbox aria-label={`Select ${name}`} checked={selected} onChange={() => toggle.current(name)} />
      </td>
      <td>
        <Link
          className={`${table.link} ${table.name}`}
          to="/p/$projectId/devices/$connectionId/$deviceName"
          params={{ projectId, connectionId, deviceName: name }}
        >
          {name}
        </Link>
      </td>
      <td>
        <StatusCell device={device} hint={<WayToConnection device={device} projectId={projectId} />} />
      </td>
      <td className={table.wide}>
        <FlowCell flow={flow} />
      </td>
      <td className={table.wide}>{agentVersion ?? <span className={table.dim}>–</span>}</td>
    </tr>
  );
});

/** The words for the reason; where the connection is at fault, they lead to it. */
function WayToConnection({ device: { reason, connectionId }, projectId }: Pick<RowProps, 'device' | 'projectId'>) {
  if (reason === null) return null;
  const words = REASON_HINTS[reason];
  if (!isOfConnection(reason)) return words;
  return (
    <Link to="/p/$projectId/connections/$connectionId" params={{ projectId, connectionId }}>
      {words}
    </Link>
  );
}
