import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { FlowWithVersions } from '@thingdock/api';
import { Notice } from '../../../ui/notice.tsx';
import { Ago } from '../../../ui/time.tsx';

type Props = { flow: FlowWithVersions; saving: boolean; onOverwrite: (basedOn: number) => void; onCancel: () => void };

/** Somebody else saved in the meantime: who, when, and what can be done about it. */
export function Conflict({ flow, saving, onOverwrite, onCancel }: Props) {
  const newest = flow.versions.find(({ number }) => number === flow.latestVersion);
  return (
    <Notice tone="warn" title="Somebody else was faster">
      <p>
        {newest?.createdBy ?? 'Somebody'} saved version {flow.latestVersion}
        {newest?.title && ` (“${newest.title}”)`} {newest && <Ago at={newest.createdAt} />}. Yours was not saved yet.
      </p>
      <Group gap={8} mt={8}>
        <Button loading={saving} onClick={() => onOverwrite(flow.latestVersion)}>
          Save mine as version {flow.latestVersion + 1}
        </Button>
        <Link
          to="/p/$projectId/flows/$flowId"
          params={{ projectId: flow.projectId, flowId: flow.id }}
          search={{ version: flow.latestVersion }}
          target="_blank"
        >
          Show version {flow.latestVersion}
        </Link>
        <Button variant="subtle" color="gray" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </Notice>
  );
}
