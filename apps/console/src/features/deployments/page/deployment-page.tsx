import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Deployment } from '@thingdock/api';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { SegmentedBar } from '../../../ui/segmented-bar.tsx';
import { Ago } from '../../../ui/time.tsx';
import { exactTime } from '../../../words/time.ts';
import { useProject } from '../../people/use-project.ts';
import { Summary } from '../deployment-table.tsx';
import { deploymentQuery } from '../queries.ts';
import { actionTitle, canRedeploy, DONE_WORDS } from '../words.ts';
import { CommandButtons } from './command-buttons.tsx';
import classes from './page.module.css';
import { RolloutPanel } from './rollout-panel.tsx';
import { Targets } from './targets.tsx';

export function DeploymentPage() {
  const { projectId } = useProject();
  const { deploymentId } = useParams({ from: '/signed-in/p/$projectId/deployments/$deploymentId' });
  const query = useQuery(deploymentQuery(deploymentId));
  const deployment = query.data;
  return (
    <Page
      title={deployment ? actionTitle(deployment) : 'Deployment'}
      wide
      back={
        <Link to="/p/$projectId/deployments" params={{ projectId }}>
          Deployments
        </Link>
      }
      aside={deployment && <Summary deployment={deployment} />}
      lead={deployment && <Lead deployment={deployment} />}
      actions={
        deployment && (
          <>
            <CommandButtons deployment={deployment} />
            {canRedeploy(deployment) && (
              <LinkButton
                variant="default"
                to="/p/$projectId/deploy"
                params={{ projectId }}
                search={{ from: deployment.id }}
              >
                Redeploy …
              </LinkButton>
            )}
          </>
        )
      }
    >
      <QueryView query={query} what="The deployment could not be loaded">
        {(known) => <Known deployment={known} />}
      </QueryView>
    </Page>
  );
}

function Lead({ deployment }: { deployment: Deployment }) {
  const { projectId, connectionName, connectionId, requestedBy, createdAt, schedule, rollsBack, asset } = deployment;
  return (
    <p>
      To{' '}
      <Link to="/p/$projectId/devices" params={{ projectId }} search={{ connection: connectionId }}>
        {connectionName}
      </Link>
      , requested <Ago at={createdAt} /> by {requestedBy}
      {schedule && (
        <>
          , for {exactTime(Date.parse(schedule.startsAt))} ({schedule.at.replace('T', ' ')} in {schedule.timeZone})
        </>
      )}
      {rollsBack && (
        <>
          ; takes back{' '}
          <Link to="/p/$projectId/deployments/$deploymentId" params={{ projectId, deploymentId: rollsBack }}>
            an earlier deployment
          </Link>
        </>
      )}
      {asset && (
        <>
          {' · '}
          {asset.type === 'flow' ? (
            <Link to="/p/$projectId/flows/$flowId" params={{ projectId, flowId: asset.id }}>
              See the flow
            </Link>
          ) : (
            <Link to="/p/$projectId/files/$fileId" params={{ projectId, fileId: asset.id }}>
              See the file
            </Link>
          )}
        </>
      )}
    </p>
  );
}

function Known({ deployment }: { deployment: Deployment }) {
  const { phase } = useSearch({ from: '/signed-in/p/$projectId/deployments/$deploymentId' });
  const navigate = useNavigate({ from: '/p/$projectId/deployments/$deploymentId' });
  const { rollout, counts } = deployment;
  const choose = (next: number | undefined) =>
    void navigate({ search: (now) => ({ ...now, phase: next }), replace: true, resetScroll: false });
  return (
    <>
      <div className={classes.bar} role="status">
        <SegmentedBar counts={counts} done={DONE_WORDS[deployment.kind]} />
      </div>
      {rollout && rollout.sizes.length > 1 && (
        <RolloutPanel deployment={deployment} rollout={rollout} chosen={phase} onChoose={choose} />
      )}
      <Section title="Devices">
        <Targets deployment={deployment} />
      </Section>
    </>
  );
}
