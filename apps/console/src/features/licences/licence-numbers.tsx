import { Button, Group, Modal, NumberInput, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LicencePage } from '@thingdock/api';
import { type FormEvent, useState } from 'react';
import { api } from '../../platform/api.ts';
import { keys } from '../../platform/live/query-keys.ts';
import { Failure } from '../../ui/notice.tsx';
import { meQuery } from '../people/queries.ts';
import classes from './licences.module.css';
import { licencesLeft, newDevices } from './words.ts';

type Props = { projectId: string; numbers: LicencePage; manages: boolean };
type Change = { limit?: number | null; registerNew?: boolean };

function useChange(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Change) => api.call('licences.change', { params: { projectId }, body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.licences(projectId) }),
  });
}

/** Registered, left, and how a new device gets one. */
export function LicenceNumbers({ projectId, numbers, manages }: Props) {
  const { data: me } = useQuery(meQuery);
  const [limiting, setLimiting] = useState(false);
  const change = useChange(projectId);
  const { registered, registerNew } = numbers;
  return (
    <>
      <div className={classes.numbers}>
        <dl>
          <div>
            <dt>Registered</dt>
            <dd>{registered.toLocaleString('en-US')}</dd>
          </div>
          <div>
            <dt>Issued</dt>
            <dd>
              {licencesLeft(numbers)}
              {me?.administrator && (
                <button type="button" className={classes.link} onClick={() => setLimiting(true)}>
                  Change …
                </button>
              )}
            </dd>
          </div>
        </dl>
        <div className={classes.switch}>
          <Switch
            label="Register new devices by themselves"
            description={newDevices(numbers)}
            checked={registerNew}
            disabled={!manages || change.isPending}
            onChange={() => change.mutate({ registerNew: !registerNew })}
          />
        </div>
      </div>
      {change.error && <Failure error={change.error} what="The setting was not changed" />}
      {limiting && <LimitDialog projectId={projectId} numbers={numbers} onClose={() => setLimiting(false)} />}
    </>
  );
}

type LimitProps = { projectId: string; numbers: LicencePage; onClose: () => void };

/** How many licences the project may have; only administrators of the installation come here. */
function LimitDialog({ projectId, numbers: { limit, registered }, onClose }: LimitProps) {
  const [typed, setTyped] = useState<number | string>(limit ?? '');
  const change = useChange(projectId);
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ limit: typed === '' ? null : Number(typed) }, { onSuccess: onClose });
  }
  return (
    <Modal opened onClose={onClose} title="Licences of this project" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} className={classes.form}>
        <NumberInput
          label="Licences issued"
          description={`At least the ${registered.toLocaleString('en-US')} that are registered now. Empty: as many as it likes.`}
          min={0}
          max={10_000_000}
          allowDecimal={false}
          thousandSeparator=","
          hideControls
          value={typed}
          onChange={setTyped}
          data-autofocus
        />
        {change.error && <Failure error={change.error} what="The number was not changed" />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            {typed === '' ? 'Issue as many as it likes' : `Issue ${Number(typed).toLocaleString('en-US')}`}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
