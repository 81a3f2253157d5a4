import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Connection } from '@thingdock/api';
import { useEffect } from 'react';
import { lastConnection, rememberConnection } from '../../platform/last-seen.ts';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { connectionsQuery } from '../connections/queries.ts';
import { useProject } from '../people/use-project.ts';
import { DeviceList } from './device-list.tsx';
import classes from './devices.module.css';
import { devicesQuery } from './queries.ts';
import { useDevicesSearch } from './use-devices-search.ts';
import { useSync } from './use-sync.ts';

export function DevicesPage() {
  const { projectId, manages } = useProject();
  const query = useQuery(connectionsQuery(projectId));
  const { search } = useDevicesSearch();
  const usable = query.data?.filter(({ state }) => state === 'active') ?? [];
  const wanted = search.connection ?? lastConnection(projectId);
  const connection = usable.find(({ id }) => id === wanted) ?? usable[0];
  if (connection)
    return <DevicesOf key={connection.id} connection={connection} connections={usable} manages={manages} />;
  return (
    <Page title="Devices" wide>
      <QueryView query={query} what="The connections could not be loaded">
        {() => (
          <Empty
            title="No devices yet"
            action={
              manages && (
                <LinkButton to="/p/$projectId/connections/new" params={{ projectId }}>
                  Add connection
                </LinkButton>
              )
            }
          >
            Devices come with a connection to the AWS account in which their things are registered.
          </Empty>
        )}
      </QueryView>
    </Page>
  );
}

type Props = { connection: Connection; connections: readonly Connection[]; manages: boolean };

function DevicesOf({ connection, connections, manages }: Props) {
  useEffect(() => rememberConnection(connection.projectId, connection.id), [connection]);
  const query = useQuery(devicesQuery(connection.id));
  const sync = useSync(connection.id);
  return (
    <Page
      title="Devices"
      wide
      aside={query.data && <span className={classes.total}>{query.data.length.toLocaleString('en-US')}</span>}
      actions={
        <>
          {connections.length > 1 && <ConnectionSelect connection={connection} connections={connections} />}
          {manages && (
            <Button variant="default" loading={sync.isPending} onClick={() => sync.mutate()}>
              Sync
            </Button>
          )}
          <LinkButton
            to="/p/$projectId/deploy"
            params={{ projectId: connection.projectId }}
            search={{ connection: connection.id }}
          >
            Deploy …
          </LinkButton>
        </>
      }
    >
      <QueryView query={query} what="The devices could not be loaded">
        {(devices) =>
          devices.length === 0 ? (
            <Empty title="This account has no things yet">
              Register a thing in AWS IoT, or create one with <code>thingdock things create</code>; it appears here by
              itself.
            </Empty>
          ) : (
            <DeviceList devices={devices} connection={connection} />
          )
        }
      </QueryView>
    </Page>
  );
}

function ConnectionSelect({ connection, connections }: Omit<Props, 'manages'>) {
  const { change } = useDevicesSearch();
  return (
    <Select
      aria-label="Connection"
      className={classes.connection}
      allowDeselect={false}
      data={connections.map(({ id, name }) => ({ value: id, label: name }))}
      value={connection.id}
      onChange={(id) => change({ connection: id ?? undefined, selected: undefined })}
    />
  );
}
