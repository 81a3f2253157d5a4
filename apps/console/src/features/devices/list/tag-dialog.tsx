import { Button, Group, Modal, TagsInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DeviceSelection } from '@thingdock/api';
import { type FormEvent, useState } from 'react';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { Failure } from '../../../ui/notice.tsx';
import { count } from '../../../words/count.ts';
import { tagsQuery } from '../queries.ts';
import classes from './dialog.module.css';

export type ChosenProps = { projectId: string; devices: DeviceSelection; number: number; onClose: () => void };

/** Adds tags to what is selected, and takes others away. */
export function TagDialog({ projectId, devices, number, onClose }: ChosenProps) {
  const queries = useQueryClient();
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const { data: tags = [] } = useQuery(tagsQuery(projectId));
  const known = tags.map(({ tag }) => tag);
  const change = useMutation({
    mutationFn: () => api.call('tags.change', { params: { projectId }, body: { ...devices, add, remove } }),
    async onSuccess({ changed }) {
      notifications.show({ message: `The tags of ${count(changed, 'device')} were changed.` });
      await queries.invalidateQueries({ queryKey: keys.tags(projectId) });
      onClose();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Tag ${count(number, 'device')}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} className={classes.form}>
        <TagsInput
          label="Add"
          description="Enter or a comma ends a tag."
          data={known}
          value={add}
          onChange={setAdd}
          openOnFocus={false}
          data-autofocus
        />
        <TagsInput label="Take away" data={known} value={remove} onChange={setRemove} />
        {change.error && <Failure error={change.error} what="The tags were not changed" />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending} disabled={add.length + remove.length === 0}>
            Tag {count(number, 'device')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
