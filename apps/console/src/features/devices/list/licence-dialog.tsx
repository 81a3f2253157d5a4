import { Button, Group, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { DeviceSelection } from '@thingdock/api';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { Failure } from '../../../ui/notice.tsx';
import { count } from '../../../words/count.ts';
import classes from './dialog.module.css';

type What = 'register' | 'delete';
type Props = {
  projectId: string;
  devices: DeviceSelection;
  number: number;
  /** The device, where it is one that is known by name. */
  name?: string;
  what: What;
  onClose: () => void;
};

const POINTS: Record<What, readonly string[]> = {
  register: [
    'Each licence covers one device: its status and its log are shown, and files can be deployed to it.',
    'Devices that are offline are registered too; it takes effect when they come.',
    'Those that have one already keep it.',
  ],
  delete: [
    'Their tokens end at once: no files, no new log lines.',
    'Their status is shown no more, and their log and timeline cannot be read.',
    'Log and timeline are kept, and come back with a new licence. Flows can still be deployed.',
  ],
};

/** Says what registering or deleting means before it does it. */
export function LicenceDialog({ projectId, devices, number, name, what, onClose }: Props) {
  const queries = useQueryClient();
  const whom = name ?? count(number, 'device');
  const title = what === 'register' ? `Register a licence for ${whom}` : `Delete the licence of ${whom}`;
  const change = useMutation({
    mutationFn: () =>
      api.call(what === 'register' ? 'licences.register' : 'licences.delete', { params: { projectId }, body: devices }),
    async onSuccess(outcome) {
      notifications.show({ message: tellOutcome(what, outcome) });
      onClose();
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.licences(projectId) }),
        queries.invalidateQueries({ queryKey: ['device'] }),
        queries.invalidateQueries({ queryKey: keys.deviceCounts(projectId) }),
      ]);
    },
  });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={classes.form}>
        <ul className={classes.points}>
          {POINTS[what].map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
        {change.error && <Failure error={change.error} what="No licence was changed" />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose} data-autofocus={what === 'delete' || undefined}>
            Cancel
          </Button>
          <Button
            {...(what === 'delete' ? { color: 'red' } : { 'data-autofocus': true })}
            loading={change.isPending}
            onClick={() => change.mutate()}
          >
            {what === 'register' ? 'Register' : 'Delete'} {number === 1 ? 'licence' : count(number, 'licence')}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}

type Outcome = { changed: number; unchanged: number };

function tellOutcome(what: What, { changed, unchanged }: Outcome): string {
  const done = `${count(changed, 'licence')} ${what === 'register' ? 'registered' : 'deleted'}`;
  if (unchanged === 0) return `${done}.`;
  const before = what === 'register' ? 'had one before' : 'had none';
  return `${done}; ${count(unchanged, 'device')} ${before}.`;
}
