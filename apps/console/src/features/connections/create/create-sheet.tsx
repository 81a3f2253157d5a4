import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { ApiError } from '@thingdock/api';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Failure, Notice } from '../../../ui/notice.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { useProject } from '../../people/use-project.ts';
import { useOperation } from '../use-operation.ts';
import classes from './create.module.css';
import { CreateForm, FORM_ID } from './form.tsx';
import { Outlook } from './outlook.tsx';
import { Progress } from './progress.tsx';
import { type Create, useCreate } from './use-create.ts';

/** Create Connection: the form with its outlook, then the operation as it goes on. */
export function CreateConnectionSheet() {
  const create = useCreate();
  const { manages } = useProject();
  const navigate = useNavigate();
  const close = () => void navigate({ to: '/p/$projectId/connections', params: { projectId: create.projectId } });
  if (!manages)
    return (
      <Sheet title="Create Connection" onClose={close}>
        <div className={classes.progress}>
          <Notice tone="warn" title="Your role may not create connections">
            An owner or admin of this project can.
          </Notice>
        </div>
      </Sheet>
    );
  if (create.operationId) return <Running create={create} operationId={create.operationId} onClose={close} />;
  const { creating } = create;
  const unexpected = creating.error && !(creating.error instanceof ApiError);
  return (
    <Sheet
      title="Create Connection"
      onClose={close}
      focusInside
      footer={
        <>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" form={FORM_ID} loading={creating.isPending}>
            Create connection
          </Button>
        </>
      }
    >
      <div className={classes.columns}>
        <div>
          <CreateForm create={create} />
          {unexpected && <Failure error={creating.error} what="The connection was not created" />}
        </div>
        <aside className={classes.aside} aria-label="What will happen">
          <Outlook values={create.values} />
        </aside>
      </div>
    </Sheet>
  );
}

type RunningProps = { create: Create; operationId: string; onClose: () => void };

function Running({ create, operationId, onClose }: RunningProps) {
  const query = useOperation(operationId);
  const { projectId } = create;
  const operation = query.data;
  return (
    <Sheet
      title="Create Connection"
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          {operation?.state === 'succeeded' && (
            <LinkButton
              to="/p/$projectId/devices"
              params={{ projectId }}
              search={{ connection: operation.connectionId }}
            >
              See the devices
            </LinkButton>
          )}
          {operation?.state === 'failed' && operation.error && (
            <Button onClick={() => operation.error && create.edit(operation.error)}>Change the fields</Button>
          )}
        </>
      }
    >
      <QueryView query={query} what="How far the connection is could not be read">
        {(known) => <Progress operation={known} />}
      </QueryView>
    </Sheet>
  );
}
