import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Device } from '@thingdock/api';
import { useState } from 'react';
import { api, tellError } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import { ForgetDialog } from '../list/dialogs.tsx';

/** What can be done with the device as a whole. */
export function Actions({ device, manages }: { device: Device; manages: boolean }) {
  const { projectId, connectionId, name, goneAt } = device;
  const navigate = useNavigate();
  const [forgetting, setForgetting] = useState(false);
  const sync = useRefresh(device);
  return (
    <>
      <Button variant="default" loading={sync.isPending} onClick={() => sync.mutate()}>
        Sync
      </Button>
      {goneAt === null ? (
        <LinkButton
          to="/p/$projectId/deploy"
          params={{ projectId }}
          search={{ connection: connectionId, selected: name }}
        >
          Deploy …
        </LinkButton>
      ) : (
        manages && (
          <Button color="red" variant="outline" onClick={() => setForgetting(true)}>
            Forget …
          </Button>
        )
      )}
      {forgetting && (
        <ForgetDialog
          device={device}
          onClose={() => setForgetting(false)}
          onForgotten={() => void navigate({ to: '/p/$projectId/devices', params: { projectId } })}
        />
      )}
    </>
  );
}

/** Reads the shadow of the device now. */
function useRefresh({ connectionId, name }: Device) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.call('devices.refresh', { params: { connectionId, deviceName: name } }),
    async onSuccess(fresh) {
      queries.setQueryData(keys.device(connectionId, name), fresh);
      notifications.show({ message: `The shadow of ${name} was read just now.` });
      await queries.invalidateQueries({ queryKey: keys.device(connectionId, name) });
    },
    onError(error) {
      notifications.show({ color: 'red', title: 'The sync failed', message: tellError(error).text, autoClose: false });
    },
  });
}
