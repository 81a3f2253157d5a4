import { Button } from '@mantine/core';
import type { Operation } from '@thingdock/api';
import { LinkButton } from '../../../ui/link-button.tsx';
import { OperationSheet } from '../operation-sheet.tsx';
import { Progress } from './progress.tsx';
import type { Create } from './use-create.ts';

type Props = { title: string; create: Create; operationId: string; onClose: () => void };

/** The creation as it goes on; where it failed, the way back to the fields. */
export function CreationSheet({ title, create, operationId, onClose }: Props) {
  return (
    <OperationSheet
      title={title}
      operationId={operationId}
      onClose={onClose}
      next={(operation) => <Next operation={operation} create={create} />}
    >
      {(operation) => <Progress operation={operation} />}
    </OperationSheet>
  );
}

function Next({ operation, create }: { operation: Operation; create: Create }) {
  const { state, error, connectionId } = operation;
  if (state === 'failed' && error) return <Button onClick={() => create.edit(error)}>Change the fields</Button>;
  if (state !== 'succeeded') return null;
  return (
    <LinkButton
      to="/p/$projectId/devices"
      params={{ projectId: create.projectId }}
      search={{ connection: connectionId }}
    >
      See the devices
    </LinkButton>
  );
}
