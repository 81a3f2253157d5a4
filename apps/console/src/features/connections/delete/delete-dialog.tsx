import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Connection, ConnectionObject } from '@thingdock/api';
import { type FormEvent, useState } from 'react';
import { api } from '../../../platform/api.ts';
import { keys } from '../../../platform/live/query-keys.ts';
import { Failure, Notice } from '../../../ui/notice.tsx';
import { QueryView } from '../../../ui/query-view.tsx';
import { Steps } from '../../../ui/steps.tsx';
import { regionName } from '../endpoint.ts';
import { objectsQuery } from '../queries.ts';
import { useOperation } from '../use-operation.ts';
import classes from './delete.module.css';

/** Says what goes from AWS, asks for the name, and shows how it goes. */
export function DeleteDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const queries = useQueryClient();
  const deleting = useMutation({
    mutationFn: () => api.call('connections.delete', { params: { connectionId: connection.id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.connections(connection.projectId) }),
  });
  const operation = deleting.data?.operation;
  return (
    <Modal
      opened
      onClose={onClose}
      size={520}
      title={`Delete ${connection.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {operation ? (
        <Going operationId={operation.id} onClose={onClose} />
      ) : (
        <>
          <Confirm
            connection={connection}
            pending={deleting.isPending}
            onCancel={onClose}
            onConfirm={() => deleting.mutate()}
          />
          {deleting.error && <Failure error={deleting.error} what="The connection was not deleted" />}
        </>
      )}
    </Modal>
  );
}

type ConfirmProps = { connection: Connection; pending: boolean; onCancel: () => void; onConfirm: () => void };

function Confirm({ connection, pending, onCancel, onConfirm }: ConfirmProps) {
  const [typed, setTyped] = useState('');
  const objects = useQuery(objectsQuery(connection.id));

  function submit(event: FormEvent) {
    event.preventDefault();
    onConfirm();
  }

  return (
    <form onSubmit={submit} className={classes.confirm}>
      <p>
        Its devices disappear from this console and their status is no longer watched. The devices themselves, their
        things and what runs on them are not touched.
      </p>
      <QueryView
        query={objects}
        what="What it uses in AWS could not be read"
        skeleton={<p>Reading what is in AWS …</p>}
      >
        {(items) => <Objects items={items} connection={connection} />}
      </QueryView>
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
        <Button type="submit" color="red" loading={pending} disabled={typed.trim() !== connection.name}>
          Delete connection
        </Button>
      </Group>
    </form>
  );
}

const NOUNS: Record<ConnectionObject['kind'], string> = {
  rule: 'AWS IoT rule',
  topic: 'SNS topic',
  subscription: 'Subscription to',
  shadow: 'Shadow of',
};

type ObjectsProps = { items: readonly ConnectionObject[]; connection: Connection };

function Objects({ items, connection }: ObjectsProps) {
  const place = `account ${connection.accountId}, ${regionName(connection.region)}`;
  const stays = items.filter(({ goes }) => !goes);
  return (
    <div>
      <p>
        <strong>Removed from {place}:</strong>
      </p>
      <ObjectList items={items.filter(({ goes }) => goes)} />
      {stays.length > 0 && (
        <>
          <p>
            <strong>Stays, since it was there before:</strong>
          </p>
          <ObjectList items={stays} />
        </>
      )}
    </div>
  );
}

function ObjectList({ items }: { items: readonly ConnectionObject[] }) {
  return (
    <ul className={classes.objects}>
      {items.map(({ kind, name }) => (
        <li key={`${kind}:${name}`}>
          <span className="dim">{NOUNS[kind]}</span> <code>{name}</code>
        </li>
      ))}
    </ul>
  );
}

function Going({ operationId, onClose }: { operationId: string; onClose: () => void }) {
  const query = useOperation(operationId);
  return (
    <QueryView query={query} what="How far the deletion is could not be read">
      {(operation) => (
        <div className={classes.confirm}>
          <Steps operation={operation} />
          {operation.state === 'succeeded' && (
            <Notice tone="ok">The connection and what it made in AWS are gone.</Notice>
          )}
          {operation.error && (
            <Notice tone="bad" title="Something could not be removed">
              {operation.error.detail} The connection stays until it is; delete it again to go on from here.
            </Notice>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
          </Group>
        </div>
      )}
    </QueryView>
  );
}
