import { Button, Group, Modal, Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Device } from '@thingdock/api';
import { useState } from 'react';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { Failure } from '../../../ui/notice.tsx';
import { monitoringWords } from './monitoring-words.ts';
import classes from './page.module.css';

/** The switch, busy while the server is asked; what is hidden by switching off is said before. */
export function Monitoring({ device, manages }: { device: Device; manages: boolean }) {
  const { connectionId, name, licensed, monitoring } = device;
  const queries = useQueryClient();
  const [confirming, setConfirming] = useState(false);
  const change = useMutation({
    mutationFn: (on: boolean) =>
      api.call('devices.monitor', { params: { connectionId, deviceName: name }, body: { on } }),
    onSuccess(fresh) {
      setConfirming(false);
      queries.setQueryData(keys.device(connectionId, name), fresh);
    },
  });
  return (
    <span className={classes.switch}>
      <Switch
        label={monitoringWords(device)}
        aria-label="Monitoring"
        checked={monitoring.wanted && licensed}
        disabled={!manages || !licensed || change.isPending}
        onChange={() => (monitoring.wanted ? setConfirming(true) : change.mutate(true))}
        {...(change.isPending && { 'aria-busy': true })}
      />
      {change.error && !confirming && <Failure error={change.error} what="Monitoring was not switched" />}
      <Modal
        opened={confirming}
        onClose={() => setConfirming(false)}
        title={`Switch the monitoring of ${name} off`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <p>
          Its status is shown as “Monitoring off”, whatever it does, and it sends no new log lines. The old ones can
          still be read, and deployments go on as before.
        </p>
        {change.error && <Failure error={change.error} what="Monitoring was not switched" />}
        <Group justify="flex-end" gap={8} mt={16}>
          <Button variant="default" onClick={() => setConfirming(false)} data-autofocus>
            Cancel
          </Button>
          <Button loading={change.isPending} onClick={() => change.mutate(false)}>
            Switch off
          </Button>
        </Group>
      </Modal>
    </span>
  );
}
