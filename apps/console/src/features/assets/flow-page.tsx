import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { FlowWithVersions } from '@thingdock/api';
import { useState } from 'react';
import { MoreIcon } from '../../ui/icons.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { DeploymentsOf } from '../deployments/deployments-of.tsx';
import { useProject } from '../people/use-project.ts';
import classes from './assets.module.css';
import { type FlowDialog, FlowDialogs } from './flow-dialogs.tsx';
import { FlowPicture } from './picture/flow-picture.tsx';
import { flowQuery } from './queries.ts';
import { UploadDialog } from './upload/upload-dialog.tsx';
import { usePageDrop } from './upload/use-page-drop.ts';
import { useFlowActions } from './use-flow-actions.tsx';
import { VersionTable } from './version-table.tsx';

export function FlowPage() {
  const { projectId } = useProject();
  const { flowId } = useParams({ from: '/signed-in/p/$projectId/flows/$flowId' });
  const query = useQuery(flowQuery(flowId));
  const flow = query.data;
  const [uploading, setUploading] = useState<{ file?: File }>();
  const [dialog, setDialog] = useState<FlowDialog>();
  const over = usePageDrop((file) => setUploading({ file }));
  return (
    <Page
      title={flow?.name ?? 'Flow'}
      wide
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
            <LinkButton to="/p/$projectId/deploy" params={{ projectId }} search={{ kind: 'flow-deploy', flow: flowId }}>
              Deploy …
            </LinkButton>
            <FlowMenu flow={flow} onDialog={setDialog} />
          </>
        )
      }
    >
      <QueryView query={query} what="The flow could not be loaded">
        {(known) => <Known flow={known} dialog={dialog} onDialog={setDialog} />}
      </QueryView>
      {over && <div className={classes.over}>Drop to upload a new version</div>}
      {uploading && flow && (
        <UploadDialog flow={flow} dropped={uploading.file} onClose={() => setUploading(undefined)} />
      )}
    </Page>
  );
}

type KnownProps = { flow: FlowWithVersions; dialog: FlowDialog; onDialog: (dialog: FlowDialog) => void };

function Known({ flow, dialog, onDialog }: KnownProps) {
  const search = useSearch({ from: '/signed-in/p/$projectId/flows/$flowId' });
  const version = flow.versions.find(({ number }) => number === search.version)?.number ?? flow.latestVersion;
  const actions = useFlowActions(flow);
  const note = version === flow.latestVersion ? ', the newest' : '';
  return (
    <>
      <Section title={`Version ${version}${note}`}>
        <FlowPicture key={version} flowId={flow.id} version={version} flowName={flow.name} />
      </Section>
      <Section title="Versions">
        <VersionTable flow={flow} shown={version} actions={actions} onDialog={onDialog} />
      </Section>
      <DeploymentsOf projectId={flow.projectId} of={{ flowId: flow.id }} none="This flow was not deployed yet." />
      <FlowDialogs dialog={dialog} flow={flow} actions={actions} onClose={() => onDialog(undefined)} />
    </>
  );
}

function FlowMenu({ flow, onDialog }: { flow: FlowWithVersions; onDialog: (dialog: FlowDialog) => void }) {
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="default" size={32} aria-label={`Actions for ${flow.name}`}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onDialog({ what: 'rename' })}>Rename …</Menu.Item>
        <Menu.Item onClick={() => onDialog({ what: 'duplicate', version: flow.latestVersion })}>Duplicate …</Menu.Item>
        <Menu.Item color="red" onClick={() => onDialog({ what: 'delete' })}>
          Delete …
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
