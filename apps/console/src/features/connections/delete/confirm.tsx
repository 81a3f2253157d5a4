import { Button, Checkbox, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Connection, ConnectionObject } from '@thingdock/api';
import { type FormEvent, useState } from 'react';
import { Failure, Notice } from '../../../ui/notice.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { regionName } from '../endpoint.ts';
import { healthOf, objectsQuery } from '../queries.ts';
import classes from './delete.module.css';
import { DependentLicences } from './dependents.tsx';
import { ObjectList } from './object-list.tsx';
import { useDependents } from './use-dependents.ts';

type Props = {
  connection: Connection;
  pending: boolean;
  onCancel: () => void;
  onConfirm: (how: DeleteHow) => void;
};

/** `releaseLicences`: the licences of its devices end with it. */
export type DeleteHow = { keepAws: boolean; releaseLicences: boolean };

/** What a deletion does, in AWS and here, before it does it. */
export function Confirm({ connection, pending, onCancel, onConfirm }: Props) {
  const [typed, setTyped] = useState('');
  const [keepAws, setKeepAws] = useState(false);
  const [released, setReleased] = useState(false);
  const dependents = useDependents(connection);
  const depending = (dependents.data?.number ?? 0) > 0;
  // Nobody agrees to what is not shown yet. When it cannot be read, the server still refuses.
  const isReading = dependents.data === undefined && !dependents.error;
  const objects = useQuery(objectsQuery(connection.id));

  function submit(event: FormEvent) {
    event.preventDefault();
    onConfirm({ keepAws, releaseLicences: released });
  }

  return (
    <form onSubmit={submit} className={classes.confirm}>
      <p>
        Its devices disappear from this console and their status is no longer watched. The devices themselves, their
        things and what runs on them are not touched.
      </p>
      <DeadKey connection={connection} keepAws={keepAws} />
      <QueryView
        query={objects}
        what="What it uses in AWS could not be read"
        skeleton={<p>Reading what is in AWS …</p>}
      >
        {(items) => <Objects items={items} connection={connection} keepAws={keepAws} />}
      </QueryView>
      <Checkbox
        label="Keep the AWS objects"
        description="Nothing is changed in AWS; what stays there is listed. Another connection of this account and region finds it again."
        checked={keepAws}
        onChange={(event) => setKeepAws(event.currentTarget.checked)}
      />
      {dependents.error && <Failure error={dependents.error} what="Its licences could not be read" />}
      {dependents.data && depending && (
        <DependentLicences dependents={dependents.data} released={released} onChange={setReleased} />
      )}
      <TextInput
        label={`Type “${connection.name}” to confirm`}
        autoComplete="off"
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          type="submit"
          color="red"
          loading={pending}
          disabled={typed.trim() !== connection.name || isReading || (depending && !released)}
        >
          Delete connection
        </Button>
      </Group>
    </form>
  );
}

/** A key that AWS refuses cannot remove anything there. */
function DeadKey({ connection, keepAws }: { connection: Connection; keepAws: boolean }) {
  const { data: health } = useQuery(healthOf(connection.id));
  const refused = health?.findings.some(({ code }) => code === 'key_refused' || code === 'key_of_other_account');
  if (!refused || keepAws) return null;
  return (
    <Notice tone="warn" title="AWS refuses the key of this connection">
      Nothing can be removed from AWS with it.{' '}
      {connection.state === 'active' ? 'Rotate the key first, or keep' : 'Activate it again in AWS, or keep'} the AWS
      objects and remove them yourself.
    </Notice>
  );
}

type ObjectsProps = { items: readonly ConnectionObject[]; connection: Connection; keepAws: boolean };

function Objects({ items, connection, keepAws }: ObjectsProps) {
  const place = `account ${connection.accountId}, ${regionName(connection.region)}`;
  const goes = keepAws ? [] : items.filter((item) => item.goes);
  const stays = items.filter((item) => !goes.includes(item));
  return (
    <div>
      {goes.length > 0 && (
        <>
          <p>
            <strong>Removed from {place}:</strong>
          </p>
          <ObjectList items={goes} />
        </>
      )}
      {stays.length > 0 && (
        <>
          <p>
            <strong>{keepAws ? `Stays in ${place}:` : 'Stays, since it was there before:'}</strong>
          </p>
          <ObjectList items={stays} />
        </>
      )}
    </div>
  );
}
