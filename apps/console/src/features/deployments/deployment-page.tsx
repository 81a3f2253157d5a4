import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { DeploymentWithTargets } from '@thingdock/api';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SegmentedBar } from '../../ui/segmented-bar.tsx';
import { Ago } from '../../ui/time.tsx';
import { connectionsQuery } from '../connections/queries.ts';
import { devicesQuery } from '../devices/queries.ts';
import { useProject } from '../people/use-project.ts';
import { Summary } from './deployment-table.tsx';
import classes from './deployments.module.css';
import { deploymentQuery } from './queries.ts';
import { TargetTable } from './target-table.tsx';

export function DeploymentPage() {
  const { projectId } = useProject();
  const { deploymentId } = useParams({ from: '/signed-in/p/$projectId/deployments/$deploymentId' });
  const query = useQuery(deploymentQuery(deploymentId));
  const deployment = query.data;
  return (
    <Page
      title={
        deployment
          ? `${deployment.asset?.name ?? deployment.kind} ${deployment.asset?.version ? `v${deployment.asset.version}` : ''}`
          : 'Deployment'
      }
      wide
      back={
        <Link to="/p/$projectId/deployments" params={{ projectId }}>
          Deployments
        </Link>
      }
      aside={deployment && <Summary summary={deployment.summary} />}
      lead={deployment && <Lead deployment={deployment} />}
      actions={
        deployment && (
          <LinkButton
            variant="default"
            to="/p/$projectId/deploy"
            params={{ projectId }}
            search={{ from: deployment.id }}
          >
            Redeploy …
          </LinkButton>
        )
      }
    >
      <QueryView query={query} what="The deployment could not be loaded">
        {(known) => <Targets deployment={known} />}
      </QueryView>
    </Page>
  );
}

function Lead({ deployment }: { deployment: DeploymentWithTargets }) {
  const { projectId, connectionName, connectionId, requestedBy, createdAt } = deployment;
  return (
    <p>
      To{' '}
      <Link to="/p/$projectId/devices" params={{ projectId }} search={{ connection: connectionId }}>
        {connectionName}
      </Link>
      , requested <Ago at={createdAt} /> by {requestedBy}
    </p>
  );
}

function Targets({ deployment }: { deployment: DeploymentWithTargets }) {
  // A connection that was deleted has no devices to ask for; the deployment still tells how it went.
  const { data: connections } = useQuery(connectionsQuery(deployment.projectId));
  const there = connections?.some(({ id }) => id === deployment.connectionId) ?? false;
  const { data: devices } = useQuery({ ...devicesQuery(deployment.connectionId), enabled: there });
  return (
    <>
      <div className={classes.bar} role="status">
        <SegmentedBar counts={deployment.counts} />
      </div>
      <TargetTable deployment={deployment} devices={devices ?? []} />
    </>
  );
}
