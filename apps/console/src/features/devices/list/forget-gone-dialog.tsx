import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { count } from '../../../words/count.ts';
import type { ChosenProps } from './tag-dialog.tsx';

type Props = ChosenProps & { onForgotten: () => void };

/** What goes with devices that are gone from AWS, before they go. */
export function ForgetGoneDialog({ projectId, devices, number, onClose, onForgotten }: Props) {
  const queries = useQueryClient();
  async function run() {
    const body = { ...devices, releaseLicences: true };
    const { forgotten, notGone } = await api.call('devices.forgetMany', { params: { projectId }, body });
    const left = notGone > 0 ? ` ${count(notGone, 'device')} that AWS has still: left alone.` : '';
    notifications.show({ message: `${count(forgotten, 'device')} forgotten.${left}` });
    onForgotten();
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.deviceCounts(projectId) }),
      queries.invalidateQueries({ queryKey: keys.licences(projectId) }),
      queries.invalidateQueries({ queryKey: keys.tags(projectId) }),
    ]);
  }
  return (
    <ConfirmDialog
      title="Forget devices that are gone"
      action="Forget those that are gone"
      harmful
      failure="Not all of them were forgotten"
      run={run}
      onClose={onClose}
    >
      <p>
        Of the {count(number, 'device')} selected, those of which AWS has no thing any more go from here for good, with
        their timelines, logs, tags and licences. All others are left alone.
      </p>
    </ConfirmDialog>
  );
}
