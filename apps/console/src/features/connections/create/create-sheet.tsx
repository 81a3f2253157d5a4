import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Connection } from '@thingdock/api';
import { Notice } from '../../../ui/notice.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { useProject } from '../../people/use-project.ts';
import { connectionsQuery } from '../queries.ts';
import classes from '../sheet-body.module.css';
import { CreationSheet } from './creation-sheet.tsx';
import { FieldsSheet } from './fields-sheet.tsx';
import { useCreate } from './use-create.ts';

const TITLE = 'Create Connection';

/** Create Connection: the form with its outlook, then the operation as it goes on. */
export function CreateConnectionSheet() {
  const { projectId, manages } = useProject();
  const { again } = useSearch({ from: '/signed-in/p/$projectId/connections/new' });
  const { data: connections, isPending } = useQuery({
    ...connectionsQuery(projectId),
    enabled: manages && again !== undefined,
  });
  const navigate = useNavigate();
  const close = () => void navigate({ to: '/p/$projectId/connections', params: { projectId } });
  if (manages && (again === undefined || !isPending))
    return <Creating key={again} failed={connections?.find(({ id }) => id === again)} onClose={close} />;
  return (
    <Sheet title={TITLE} onClose={close}>
      {!manages && (
        <div className={classes.body}>
          <Notice tone="warn" title="Your role may not create connections">
            An owner or admin of this project can.
          </Notice>
        </div>
      )}
    </Sheet>
  );
}

function Creating({ failed, onClose }: { failed: Connection | undefined; onClose: () => void }) {
  const create = useCreate(failed);
  return create.operationId ? (
    <CreationSheet title={TITLE} create={create} operationId={create.operationId} onClose={onClose} />
  ) : (
    <FieldsSheet title={TITLE} create={create} onClose={onClose} />
  );
}
