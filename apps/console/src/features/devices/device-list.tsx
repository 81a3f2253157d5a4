import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Connection, Device } from '@thingdock/api';
import { useMemo, useRef } from 'react';
import { FilterInput } from '../../ui/filter-input.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import type { RowsHandle } from '../../ui/virtual-rows.tsx';
import { count } from '../../words/count.ts';
import { DeviceTable } from './device-table.tsx';
import classes from './devices.module.css';
import { countStatuses, filterDevices, sortDevices } from './filter-devices.ts';
import { writeSelection } from './selection.ts';
import { StatusFilter } from './status-filter.tsx';
import { useDevicesSearch } from './use-devices-search.ts';
import { useRowKeys } from './use-row-keys.ts';
import { useSelection } from './use-selection.ts';

type Props = { devices: readonly Device[]; connection: Connection };

/** The list with its filters, order, selection and keys. */
export function DeviceList({ devices, connection }: Props) {
  const { search, change } = useDevicesSearch();
  const { q = '', status, sort = 'name', selected: word } = search;
  const navigate = useNavigate();
  const rows = useRef<RowsHandle>(null);

  const named = useMemo(() => filterDevices(devices, { text: q, status: undefined }), [devices, q]);
  const shown = useMemo(() => sortDevices(filterDevices(named, { text: '', status }), sort), [named, status, sort]);
  const names = useMemo(() => shown.map(({ name }) => name), [shown]);
  const { selected, select, toggle } = useSelection({ word, names, onWord: (next) => change({ selected: next }) });

  const { projectId, id: connectionId } = connection;
  const open = ({ name }: Device) =>
    void navigate({
      to: '/p/$projectId/devices/$connectionId/$deviceName',
      params: { projectId, connectionId, deviceName: name },
    });
  const deploy = () => {
    const all = devices.map(({ name }) => name);
    const carried = writeSelection(selected, all);
    void navigate({
      to: '/p/$projectId/deploy',
      params: { projectId },
      search: { connection: connectionId, selected: carried },
      state: { devices: carried === undefined ? [...selected] : undefined },
    });
  };
  const at = (index: number) => shown[index];
  const cursor = useRowKeys({
    count: shown.length,
    rows,
    onToggle: (index) => toggle(at(index)?.name ?? ''),
    onOpen: (index) => {
      const device = at(index);
      if (device) open(device);
    },
  });
  useKeys([['d', deploy]]);

  return (
    <>
      <div className={classes.toolbar}>
        <FilterInput
          label="Filter devices by name"
          placeholder="Filter by name"
          value={q}
          onChange={(text) => change({ q: text || undefined })}
        />
        <StatusFilter counts={countStatuses(named)} chosen={status} onChoose={(next) => change({ status: next })} />
      </div>
      <DeviceTable
        devices={shown}
        projectId={projectId}
        rows={rows}
        cursor={cursor}
        selected={selected}
        sort={sort}
        onSort={(next) => change({ sort: next === 'name' ? undefined : next })}
        onToggle={toggle}
        onSelectAll={(all) => select(all ? new Set(names) : new Set())}
      />
      {shown.length === 0 && (
        <p className={classes.reason}>
          No device matches.{' '}
          <Button variant="default" onClick={() => change({ q: undefined, status: undefined })}>
            Show all {count(devices.length, 'device')}
          </Button>
        </p>
      )}
      {selected.size > 0 && (
        <section className={classes.selection} aria-label="Selection">
          <span role="status">{count(selected.size, 'device')} selected</span>
          <Button onClick={deploy}>Deploy …</Button>
          <Button variant="subtle" color="gray" onClick={() => select(new Set())}>
            Clear
          </Button>
        </section>
      )}
    </>
  );
}
