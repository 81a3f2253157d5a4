import { Button, Group, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Connection } from '@thingdock/api';
import { api } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';
import { Failure } from '../../ui/notice.tsx';

/** Takes an attempt that failed off the list; in AWS nothing of it is left. */
export function DismissDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const queries = useQueryClient();
  const dismissing = useMutation({
    mutationFn: () => api.call('connections.delete', { params: { connectionId: connection.id } }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: keys.connections(connection.projectId) });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Dismiss ${connection.name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <p>
        The attempt leaves the list. It made nothing in AWS that is still there, and the same account and region can be
        connected at any time.
      </p>
      {dismissing.error && <Failure error={dismissing.error} what="It was not dismissed" />}
      <Group justify="flex-end" mt={20} gap={8}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={dismissing.isPending} onClick={() => dismissing.mutate()}>
          Dismiss
        </Button>
      </Group>
    </Modal>
  );
}
