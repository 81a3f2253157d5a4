import { Button, Group, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Connection } from '@thingdock/api';
import { type FormEvent, useState } from 'react';
import { api, tellError } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';

/** The name is all that can be changed; it changes nothing in AWS. */
export function RenameDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState(connection.name);
  const renaming = useMutation({
    mutationFn: () =>
      api.call('connections.change', { params: { connectionId: connection.id }, body: { name: name.trim() } }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: keys.connections(connection.projectId) });
      notifications.show({ message: `Renamed to ${name.trim()}.` });
      onClose();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    renaming.mutate();
  }

  return (
    <Modal opened onClose={onClose} title="Rename connection" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <TextInput
          label="Connection Name"
          description="Nothing changes in AWS."
          data-autofocus
          required
          withAsterisk={false}
          maxLength={64}
          value={name}
          error={renaming.error && tellError(renaming.error).text}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt={20} gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={renaming.isPending} disabled={name.trim() === connection.name}>
            Rename connection
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
