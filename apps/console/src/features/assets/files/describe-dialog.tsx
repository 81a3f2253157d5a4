import { Button, Group, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FileWithVersions } from '@thingdock/api';
import { type FormEvent, useState } from 'react';
import { api } from '../../../platform/api.ts';
import { fieldErrors, isToldAtField } from '../../../ui/field-errors.ts';
import { Failure } from '../../../ui/notice.tsx';
import { nameFault, SHORT_NAME_WORDS } from './settings/draft.ts';

type Props = { file: FileWithVersions; onSaved: () => Promise<unknown>; onClose: () => void };

/** Name and description; the versions stay as they are. */
export function DescribeDialog({ file, onSaved, onClose }: Props) {
  const [name, setName] = useState(file.name);
  const [description, setDescription] = useState(file.description ?? '');
  const saving = useMutation({
    mutationFn: () =>
      api.call('files.change', {
        params: { fileId: file.id },
        body: { name, description: description.trim() || null },
      }),
    async onSuccess() {
      await onSaved();
      onClose();
    },
  });
  const errors = fieldErrors(saving.error);
  function submit(event: FormEvent) {
    event.preventDefault();
    saving.mutate();
  }
  return (
    <Modal opened onClose={onClose} title="Rename or describe" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <TextInput
          label="Name"
          description={SHORT_NAME_WORDS}
          data-autofocus
          maxLength={30}
          value={name}
          error={errors.name ?? nameFault(name)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          mt={16}
          label="Description"
          description="Optional, up to 512 characters."
          autosize
          minRows={2}
          maxLength={512}
          value={description}
          error={errors.description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        {saving.error && !isToldAtField(saving.error, ['name', 'description']) && (
          <Failure error={saving.error} what="Nothing was changed" />
        )}
        <Group justify="flex-end" mt={20} gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={nameFault(name) !== undefined}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
