import { useQuery } from '@tanstack/react-query';
import type { Connection } from '@thingdock/api';
import { Empty } from '../../../ui/empty.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { connectionsQuery } from '../../connections/queries.ts';
import { useProject } from '../../people/use-project.ts';
import { countsQuery } from '../queries.ts';
import { DeviceList } from './device-list.tsx';
import { NoDevices } from './no-devices.tsx';
import { SyncButton } from './sync-button.tsx';
import { sumOf } from './totals.ts';
import { useDevicesSearch } from './use-devices-search.ts';

export function DevicesPage() {
  const { projectId, manages } = useProject();
  const query = useQuery(connectionsQuery(projectId));
  const usable = query.data?.filter(({ state }) => state === 'active') ?? [];
  if (usable.length > 0) return <Devices projectId={projectId} connections={usable} manages={manages} />;
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

type Props = { projectId: string; connections: readonly Connection[]; manages: boolean };

function Devices({ projectId, connections, manages }: Props) {
  const { search } = useDevicesSearch();
  const counts = useQuery(countsQuery(projectId));
  const { connection } = search;
  return (
    <Page
      title="Devices"
      wide
      actions={
        <>
          {manages && <SyncButton projectId={projectId} connections={connections} chosen={connection} />}
          <LinkButton to="/p/$projectId/deploy" params={{ projectId }} search={{ connection }}>
            Deploy …
          </LinkButton>
        </>
      }
    >
      <QueryView query={counts} what="The devices could not be counted">
        {(known) =>
          sumOf(known) === 0 ? (
            <NoDevices connections={connections} />
          ) : (
            <DeviceList projectId={projectId} connections={connections} manages={manages} />
          )
        }
      </QueryView>
    </Page>
  );
}
