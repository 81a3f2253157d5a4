import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { tellError } from '../platform/api.ts';

type Props = {
  title: string;
  action: string;
  name: string;
  maxLength?: number;
  description?: string;
  run: (name: string) => Promise<unknown>;
  onClose: () => void;
};

/** Asks for a name and does something with it. */
export function NameDialog({ title, action, name: before, maxLength = 64, description, run, onClose }: Props) {
  const [name, setName] = useState(before);
  const running = useMutation({ mutationFn: () => run(name.trim()), onSuccess: onClose });
  function submit(event: FormEvent) {
    event.preventDefault();
    running.mutate();
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <TextInput
          label="Name"
          description={description}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={maxLength}
          value={name}
          error={running.error && tellError(running.error).text}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt={20} gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={running.isPending} disabled={name.trim() === ''}>
            {action}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
