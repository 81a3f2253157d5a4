import { Button, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Device } from '@thingdock/api';
import { api } from '../../../platform/api.ts';
import { Failure } from '../../../ui/notice.tsx';
import { Ago } from '../../../ui/time.tsx';
import classes from './dialog.module.css';

type Props = { device: Device; onClose: () => void; onForgotten: () => void };

/** What goes with a device that is gone from AWS, before it goes. */
export function ForgetDialog({ device, onClose, onForgotten }: Props) {
  const { connectionId, name, goneAt, licensed } = device;
  const forget = useMutation({
    mutationFn: () =>
      api.call('devices.forget', {
        params: { connectionId, deviceName: name },
        query: licensed ? { releaseLicence: 'true' } : {},
      }),
    onSuccess() {
      onClose();
      onForgotten();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Forget ${name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={classes.form}>
        <p>
          AWS has no thing of this name any more
          {goneAt && (
            <>
              {' '}
              since <Ago at={goneAt} />
            </>
          )}
          . Its timeline, its log{licensed ? ', its tags and its licence' : ' and its tags'} go from here for good.
          Should the thing come back, it begins anew.
        </p>
        {forget.error && <Failure error={forget.error} what="The device was not forgotten" />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color="red" loading={forget.isPending} onClick={() => forget.mutate()}>
            Forget {name}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}
