import { Button, Group } from '@mantine/core';
import type { Operation } from '@thingdock/api';
import { Notice } from '../../../ui/notice.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { Steps } from '../../../ui/steps.tsx';
import { useOperation } from '../use-operation.ts';
import classes from './delete.module.css';
import { ObjectList } from './object-list.tsx';

type Props = { operationId: string; pending: boolean; onKeepAws: () => void; onClose: () => void };

/** The deletion as it goes on, what it left in AWS, and the way out where it could not go on. */
export function Going({ operationId, pending, onKeepAws, onClose }: Props) {
  const query = useOperation(operationId);
  return (
    <QueryView query={query} what="How far the deletion is could not be read">
      {(operation) => (
        <div className={classes.confirm}>
          {operation.steps.length > 0 && <Steps operation={operation} />}
          {operation.state === 'succeeded' && <Gone operation={operation} />}
          {operation.error && (
            <Notice tone="bad" title="Something could not be removed">
              {operation.error.detail} The connection stays until it is; delete it again to go on from here, or delete
              it here and remove what is left in AWS yourself.
            </Notice>
          )}
          {operation.state === 'failed' && operation.left.length > 0 && <Left operation={operation} />}
          <Group justify="flex-end" gap={8}>
            {operation.state === 'failed' && (
              <Button color="red" variant="outline" loading={pending} onClick={onKeepAws}>
                Delete here, keep what is in AWS
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
          </Group>
        </div>
      )}
    </QueryView>
  );
}

function Gone({ operation }: { operation: Operation }) {
  if (operation.left.length === 0) return <Notice tone="ok">The connection and what it made in AWS are gone.</Notice>;
  return (
    <>
      <Notice tone="ok">The connection is gone from here.</Notice>
      <Left operation={operation} />
    </>
  );
}

function Left({ operation: { left } }: { operation: Operation }) {
  return (
    <div>
      <p>
        <strong>Still in AWS:</strong>
      </p>
      <ObjectList items={left} />
    </div>
  );
}
