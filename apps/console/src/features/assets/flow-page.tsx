import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { DeploymentTable } from '../deployments/deployment-table.tsx';
import { deploymentsQuery } from '../deployments/queries.ts';
import { useProject } from '../people/use-project.ts';
import classes from './assets.module.css';
import { FlowPicture } from './flow-picture.tsx';
import { flowQuery } from './queries.ts';
import { UploadDialog } from './upload/upload-dialog.tsx';
import { usePageDrop } from './upload/use-page-drop.ts';
import { VersionTable } from './version-table.tsx';

export function FlowPage() {
  const { projectId } = useProject();
  const { flowId } = useParams({ from: '/signed-in/p/$projectId/flows/$flowId' });
  const query = useQuery(flowQuery(flowId));
  const flow = query.data;
  const [uploading, setUploading] = useState<{ file?: File }>();
  const over = usePageDrop((file) => setUploading({ file }));
  return (
    <Page
      title={flow?.name ?? 'Flow'}
      back={
        <Link to="/p/$projectId/flows" params={{ projectId }}>
          Flows
        </Link>
      }
      actions={
        flow && (
          <>
            <Button variant="default" onClick={() => setUploading({})}>
              Upload version
            </Button>
            <LinkButton to="/p/$projectId/deploy" params={{ projectId }} search={{ flow: flowId }}>
              Deploy …
            </LinkButton>
          </>
        )
      }
    >
      <QueryView query={query} what="The flow could not be loaded">
        {(known) => (
          <>
            <Section title={`Version ${known.latestVersion}, the newest`}>
              <FlowPicture flowId={flowId} version={known.latestVersion} flowName={known.name} />
            </Section>
            <Section title="Versions">
              <VersionTable flow={known} />
            </Section>
            <Deployed projectId={projectId} flowId={flowId} />
          </>
        )}
      </QueryView>
      {over && <div className={classes.over}>Drop to upload a new version</div>}
      {uploading && flow && (
        <UploadDialog flow={flow} dropped={uploading.file} onClose={() => setUploading(undefined)} />
      )}
    </Page>
  );
}

function Deployed({ projectId, flowId }: { projectId: string; flowId: string }) {
  const query = useQuery(deploymentsQuery(projectId, { flowId }));
  return (
    <Section title="Deployments">
      <QueryView query={query} what="The deployments could not be loaded">
        {(deployments) =>
          deployments.length === 0 ? (
            <p className="dim">This flow was not deployed yet.</p>
          ) : (
            <DeploymentTable deployments={deployments} compact />
          )
        }
      </QueryView>
    </Section>
  );
}
