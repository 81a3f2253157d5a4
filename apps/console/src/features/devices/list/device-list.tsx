import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Connection, Device } from '@thingdock/api';
import { useMemo, useRef, useState } from 'react';
import { usePages } from '../../../platform/pages/use-pages.ts';
import { Failure } from '../../../ui/notice.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import type { RowsHandle } from '../../../ui/virtual-rows.tsx';
import { NO_FILTER } from '../filter/search.ts';
import { countsQuery, devicePages } from '../queries.ts';
import { DeviceTable } from './device-table.tsx';
import { ForgetDialog } from './dialogs.tsx';
import { NoDevices } from './no-devices.tsx';
import { isSelected, keyOf } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import classes from './toolbar.module.css';
import { Toolbar } from './toolbar.tsx';
import { totalOf } from './totals.ts';
import { useDevicesSearch } from './use-devices-search.ts';
import { useListFeed } from './use-list-feed.ts';
import { useRowKeys } from './use-row-keys.ts';
import { useSelection } from './use-selection.ts';

type Props = { projectId: string; connections: readonly Connection[]; manages: boolean };

/** The list with its filters, order, selection and keys. */
export function DeviceList({ projectId, connections, manages }: Props) {
  const { search, filter, change } = useDevicesSearch();
  const { sort = 'name', selected: word } = search;
  const navigate = useNavigate();
  const rows = useRef<RowsHandle>(null);
  const [forgetting, setForgetting] = useState<Device>();

  const source = useMemo(() => devicePages(projectId, filter, sort), [projectId, filter, sort]);
  const pages = usePages<Device>({ ...source, keyOf });
  const { items: devices, hasMore, refresh, see, more, error, query } = pages;
  const counts = useQuery({ ...countsQuery(projectId, filter), placeholderData: (before) => before });
  useListFeed({ projectId, filter, sort, devices, hasMore, refresh });

  const home = filter.connectionId ?? (connections.length === 1 ? connections[0]?.id : undefined);
  const scope = JSON.stringify(filter);
  const onWord = (next: string | undefined) => change({ selected: next });
  const selecting = useSelection({ word, home, scope, loaded: devices, onWord });
  const open = ({ connectionId, name }: Device) =>
    void navigate({
      to: '/p/$projectId/devices/$connectionId/$deviceName',
      params: { projectId, connectionId, deviceName: name },
    });
  const act = (index: number, what: (device: Device) => void) => {
    const device = devices[index];
    if (device) what(device);
  };
  const cursor = useRowKeys({
    count: devices.length,
    rows,
    onToggle: (index) => act(index, (device) => selecting.toggle(keyOf(device))),
    onOpen: (index) => act(index, open),
  });
  const total = counts.data ? totalOf(counts.data) : undefined;
  const isEmptyConnection = filter.connectionId !== undefined && Object.keys(filter).length === 1;
  const matching = hasMore ? total : devices.length;

  return (
    <>
      <Toolbar {...{ projectId, connections }} counts={counts} total={matching} loaded={devices.length} />
      <QueryView query={query} what="The devices could not be loaded">
        {() =>
          devices.length === 0 && isEmptyConnection ? (
            <NoDevices connections={connections.filter(({ id }) => id === filter.connectionId)} />
          ) : (
            <>
              <DeviceTable
                devices={devices}
                total={matching ?? devices.length}
                projectId={projectId}
                connections={home === undefined ? connections : undefined}
                rows={rows}
                cursor={cursor}
                selecting={selecting}
                sort={sort}
                onSort={(next) => change({ sort: next === 'name' ? undefined : next })}
                onForget={manages ? setForgetting : undefined}
                onSeen={see}
              />
              {error !== null && <Failure error={error} what="Further devices could not be loaded" onRetry={more} />}
              {devices.length === 0 && (
                <p className={classes.none}>
                  No device matches.{' '}
                  <Button variant="default" onClick={() => change({ ...NO_FILTER, selected: undefined })}>
                    Show all
                  </Button>
                </p>
              )}
            </>
          )
        }
      </QueryView>
      <SelectionBar
        {...{ projectId, manages, connections, filter, selecting }}
        matching={matching}
        loaded={devices.length}
        someGone={devices.some((device) => device.goneAt !== null && isSelected(selecting.selection, keyOf(device)))}
        onForgotten={refresh}
      />
      {forgetting && (
        <ForgetDialog device={forgetting} onClose={() => setForgetting(undefined)} onForgotten={refresh} />
      )}
    </>
  );
}
