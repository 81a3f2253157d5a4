import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { useProject } from '../people/use-project.ts';
import { ConnectionsTable } from './connections-table.tsx';
import { type ConnectionAction, ConnectionDialogs } from './dialogs.tsx';
import { connectionsQuery } from './queries.ts';

export function ConnectionsPage() {
  const { projectId, manages } = useProject();
  const query = useQuery(connectionsQuery(projectId));
  const [action, setAction] = useState<ConnectionAction>();
  const add = manages && (
    <LinkButton to="/p/$projectId/connections/new" params={{ projectId }}>
      Add connection
    </LinkButton>
  );
  return (
    <Page title="Connections" wide actions={query.data?.length ? add : undefined}>
      <QueryView query={query} what="The connections could not be loaded">
        {(connections) =>
          connections.length === 0 ? (
            <Empty title="Connect your AWS account" picture="link" action={add || undefined}>
              {manages
                ? 'Every thing of the account and region becomes a device here, with its status live.'
                : 'This project has no connection yet. An owner or admin of the project can add one.'}
            </Empty>
          ) : (
            <ConnectionsTable connections={connections} manages={manages} onAction={setAction} />
          )
        }
      </QueryView>
      <ConnectionDialogs action={action} onClose={() => setAction(undefined)} />
    </Page>
  );
}
