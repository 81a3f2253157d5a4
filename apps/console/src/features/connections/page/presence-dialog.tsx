import { Button, Checkbox, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Connection, Operation } from '@thingdock/api';
import { useState } from 'react';
import { api } from '../../../platform/api.ts';
import { Failure, Notice } from '../../../ui/notice.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { Steps } from '../../../ui/steps.tsx';
import { useOperation } from '../use-operation.ts';
import classes from './page.module.css';

type Props = { connection: Connection; onClose: () => void };

/** Says what the switch does in AWS, does it, and shows how that goes. */
export function PresenceDialog({ connection: { id, presence }, onClose }: Props) {
  // What is asked for stays so while the connection changes under the open dialog.
  const [on] = useState(!presence);
  const [takeOver, setTakeOver] = useState(false);
  const switching = useMutation({
    mutationFn: () =>
      api.call('connections.presence', { params: { connectionId: id }, body: { on, ...(takeOver && { takeOver }) } }),
  });
  const title = on ? 'Switch presence events on' : 'Switch presence events off';
  const operation = switching.data?.operation;
  const again = () => {
    setTakeOver(true);
    switching.reset();
  };
  return (
    <Modal opened onClose={onClose} size={520} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      {operation ? (
        <Going operationId={operation.id} on={on} onTakeOver={again} onClose={onClose} />
      ) : (
        <>
          <p>{on ? WHAT_ON : WHAT_OFF}</p>
          {takeOver && (
            <Checkbox
              mt={12}
              label="Replace a rule of the same name that is somebody else’s"
              checked={takeOver}
              onChange={(event) => setTakeOver(event.currentTarget.checked)}
            />
          )}
          {switching.error && <Failure error={switching.error} what="Nothing was switched" />}
          <Group justify="flex-end" mt={20} gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button data-autofocus loading={switching.isPending} onClick={() => switching.mutate()}>
              {on ? 'Switch on' : 'Switch off'}
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}

const WHAT_ON =
  'One more AWS IoT rule is made; its name ends in _presence_rule. AWS then sends two messages for each connection of a device: a device that vanished is noticed even when its last will is lost, and two devices that share a client id are found out. The access key needs the rights on this rule that it has on the others.';
const WHAT_OFF = 'The rule is removed from AWS. Status comes from the agents and their last wills alone.';

type GoingProps = { operationId: string; on: boolean; onTakeOver: () => void; onClose: () => void };

function Going({ operationId, on, onTakeOver, onClose }: GoingProps) {
  const query = useOperation(operationId);
  return (
    <QueryView query={query} what="How far it is could not be read">
      {(operation) => (
        <div className={classes.going}>
          <Steps operation={operation} />
          <Outcome operation={operation} on={on} />
          <Group justify="flex-end" gap={8}>
            {operation.error?.code === 'aws_object_conflict' && (
              <Button variant="default" onClick={onTakeOver}>
                Take it over …
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
          </Group>
        </div>
      )}
    </QueryView>
  );
}

function Outcome({ operation: { state, error }, on }: { operation: Operation; on: boolean }) {
  if (state === 'succeeded') return <Notice tone="ok">Presence events are {on ? 'on' : 'off'}.</Notice>;
  return error && <Notice tone="bad">{error.detail}</Notice>;
}
