import { Checkbox } from '@mantine/core';
import type { Connection, Device } from '@thingdock/api';
import { type RefObject, useRef } from 'react';
import table from '../../../ui/table.module.css';
import { type RowsHandle, VirtualRows } from '../../../ui/virtual-rows.tsx';
import type { Sort } from '../filter/search.ts';
import { DeviceRow } from './device-row.tsx';
import classes from './device-table.module.css';
import { type DeviceKey, isSelected, keyOf } from './selection.ts';
import { Head, SortHead } from './sort-head.tsx';
import type { Selecting } from './use-selection.ts';

type Props = {
  devices: readonly Device[];
  /** Of how many there are in all. */
  total: number;
  projectId: string;
  /** For a column of its own, where devices of several connections are shown. */
  connections: readonly Connection[] | undefined;
  rows: RefObject<RowsHandle | null>;
  cursor: number | undefined;
  selecting: Selecting;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onForget: ((device: Device) => void) | undefined;
  onSeen: (first: number, last: number) => void;
};

export function DeviceTable(props: Props) {
  const { devices, total, projectId, connections, rows, cursor, selecting, sort, onSort, onForget, onSeen } = props;
  const { selection, toggle, selectLoaded, clear } = selecting;
  const all = selection.all || (devices.length > 0 && devices.every((device) => selection.keys.has(keyOf(device))));
  const some = selection.all || selection.keys.size > 0;
  // Rows are drawn again only when they change; what they call is looked up when they call it.
  const act = useRef({ toggle, onForget });
  act.current = { toggle, onForget };
  const head = { sort, onSort };
  return (
    <div className={table.scroll}>
      <table
        className={`${table.table} ${table.fixed} ${connections ? classes.crowded : ''}`}
        aria-rowcount={total + 1}
      >
        <thead>
          <tr>
            <th scope="col" className={table.check}>
              <Checkbox
                aria-label="Select all devices shown"
                checked={all}
                indeterminate={!all && some}
                onChange={() => (all ? clear() : selectLoaded(true))}
              />
            </th>
            <SortHead {...head} by="name" className={classes.name} title="Name" />
            <SortHead {...head} by="status" className={classes.status} title="Status" />
            {connections && <Head className={`${table.wide} ${classes.connection}`} title="Connection" />}
            <Head className={`${table.wide} ${classes.flow}`} title="Flow" />
            <Head className={`${classes.roomy} ${classes.deployed}`} title="Last deployment" />
            <SortHead {...head} by="agent" className={`${table.wide} ${classes.agent}`} title="Agent" />
            <SortHead {...head} by="seen" className={`${classes.roomy} ${classes.heard}`} title="Last heard" />
            <Head className={`${classes.roomy} ${classes.tags}`} title="Tags" />
          </tr>
        </thead>
        <VirtualRows rows={devices} rowKey={keyOf} handle={rows} onSeen={onSeen}>
          {(device, index) => (
            <DeviceRow
              device={device}
              projectId={projectId}
              connection={connections?.find(({ id }) => id === device.connectionId)?.name}
              withConnection={connections !== undefined}
              index={index}
              cursor={index === cursor}
              selected={isSelected(selection, keyOf(device))}
              forgettable={onForget !== undefined}
              act={act}
            />
          )}
        </VirtualRows>
      </table>
    </div>
  );
}

export type Act = { toggle: (key: DeviceKey) => void; onForget: ((device: Device) => void) | undefined };
