import { ActionIcon, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { FileWithVersions } from '@thingdock/api';
import { useState } from 'react';
import { MoreIcon } from '../../../ui/icons.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { DeploymentsOf } from '../../deployments/deployments-of.tsx';
import { useProject } from '../../people/use-project.ts';
import { type FileDialog, FileDialogs } from './file-dialogs.tsx';
import { FileFacts } from './file-facts.tsx';
import { FileVersions } from './file-versions.tsx';
import { fileQuery } from './queries.ts';

export function FilePage() {
  const { projectId } = useProject();
  const { fileId } = useParams({ from: '/signed-in/p/$projectId/files/$fileId' });
  const query = useQuery(fileQuery(fileId));
  const file = query.data;
  const [dialog, setDialog] = useState<FileDialog>();
  return (
    <Page
      title={file?.name ?? 'File'}
      wide
      back={
        <Link to="/p/$projectId/files" params={{ projectId }}>
          Files
        </Link>
      }
      lead={file?.description && <p>{file.description}</p>}
      actions={
        file && (
          <>
            <LinkButton variant="default" to="/p/$projectId/files/$fileId/version" params={{ projectId, fileId }}>
              New version
            </LinkButton>
            <LinkButton to="/p/$projectId/deploy" params={{ projectId }} search={{ kind: 'file-deploy', file: fileId }}>
              Deploy …
            </LinkButton>
            <FileMenu file={file} onDialog={setDialog} />
          </>
        )
      }
    >
      <QueryView query={query} what="The file could not be loaded">
        {(known) => (
          <>
            <FileFacts file={known} />
            <Section title="Versions">
              <FileVersions file={known} onDialog={setDialog} />
            </Section>
            <DeploymentsOf projectId={projectId} of={{ fileId }} none="This file was not deployed yet." />
            <FileDialogs file={known} dialog={dialog} onClose={() => setDialog(undefined)} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function FileMenu({ file, onDialog }: { file: FileWithVersions; onDialog: (dialog: FileDialog) => void }) {
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="default" size={32} aria-label={`Actions for ${file.name}`}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onDialog({ what: 'describe' })}>Rename or describe …</Menu.Item>
        <Menu.Item color="red" onClick={() => onDialog({ what: 'delete' })}>
          Delete …
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
