import { Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Connection } from '@thingdock/api';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { Failure } from '../../../ui/notice.tsx';
import { Confirm, type DeleteHow } from './confirm.tsx';
import { Going } from './going.tsx';

/** Says what goes from AWS and what stays, asks for the name, and shows how it goes. */
export function DeleteDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const queries = useQueryClient();
  const deleting = useMutation({
    mutationFn: ({ keepAws, releaseLicences }: DeleteHow) =>
      api.call('connections.delete', {
        params: { connectionId: connection.id },
        query: { ...(keepAws && { keepAws: 'true' }), ...(releaseLicences && { releaseLicences: 'true' }) },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.connections(connection.projectId) }),
  });
  const operation = deleting.data?.operation;
  return (
    <Modal
      opened
      onClose={onClose}
      size={560}
      title={`Delete ${connection.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {operation ? (
        <Going
          key={operation.id}
          operationId={operation.id}
          pending={deleting.isPending}
          onKeepAws={() =>
            deleting.mutate({ keepAws: true, releaseLicences: deleting.variables?.releaseLicences ?? false })
          }
          onClose={onClose}
        />
      ) : (
        <Confirm
          connection={connection}
          pending={deleting.isPending}
          onCancel={onClose}
          onConfirm={(how) => deleting.mutate(how)}
        />
      )}
      {deleting.error && <Failure error={deleting.error} what="The connection was not deleted" />}
    </Modal>
  );
}
