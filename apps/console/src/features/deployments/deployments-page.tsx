import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Empty } from '../../ui/empty.tsx';
import { FilterInput } from '../../ui/filter-input.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import assets from '../assets/assets.module.css';
import { useProject } from '../people/use-project.ts';
import { DeploymentTable } from './deployment-table.tsx';
import { deploymentsQuery } from './queries.ts';

export function DeploymentsPage() {
  const { projectId } = useProject();
  const query = useQuery(deploymentsQuery(projectId));
  const { q = '' } = useSearch({ from: '/signed-in/p/$projectId/deployments' });
  const navigate = useNavigate({ from: '/p/$projectId/deployments' });
  const wanted = q.trim().toLowerCase();
  const deploy = (
    <LinkButton to="/p/$projectId/deploy" params={{ projectId }}>
      Deploy …
    </LinkButton>
  );
  return (
    <Page title="Deployments" wide actions={query.data?.length ? deploy : undefined}>
      <QueryView query={query} what="The deployments could not be loaded">
        {(deployments) =>
          deployments.length === 0 ? (
            <Empty title="Nothing was deployed yet" picture="bar" action={deploy}>
              Choose a flow and the devices that shall run it; here you see how it goes, device by device.
            </Empty>
          ) : (
            <>
              <div className={assets.toolbar}>
                <FilterInput
                  label="Filter deployments by flow, connection or person"
                  placeholder="Filter by flow, connection, person"
                  value={q}
                  onChange={(text) => void navigate({ search: { q: text || undefined }, replace: true })}
                />
              </div>
              <DeploymentTable
                deployments={deployments.filter(({ asset, connectionName, requestedBy }) =>
                  `${asset?.name ?? ''} ${connectionName} ${requestedBy}`.toLowerCase().includes(wanted),
                )}
              />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}
