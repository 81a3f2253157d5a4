import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import type { Connection } from '@thingdock/api';
import { type FormEvent, useState } from 'react';
import { api } from '../../../platform/api.ts';
import { fieldErrors, isToldAtField } from '../../../ui/field-errors.ts';
import { Failure, Notice } from '../../../ui/notice.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { Ago } from '../../../ui/time.tsx';
import { TestButton, TestOutcome, useChangeTest } from '../checks/change-test.tsx';
import { KeyFields, NO_KEY } from '../key-fields.tsx';
import { ManagedSheet } from '../managed-sheet.tsx';
import { OperationProgress } from '../operation-progress.tsx';
import { OperationSheet } from '../operation-sheet.tsx';
import classes from '../sheet-body.module.css';
import { useShowOperation } from '../use-show-operation.ts';

const ROUTE = '/signed-in/p/$projectId/connections/$connectionId/rotate';

/** Rotate the key: a new pair is tried before the old one is let go. */
export function RotateSheet() {
  const { connectionId } = useParams({ from: ROUTE });
  const { operation } = useSearch({ from: ROUTE });
  return (
    <ManagedSheet title="Rotate the key" connectionId={connectionId}>
      {(connection, close) => {
        const title = `Rotate the key of ${connection.name}`;
        return operation ? (
          <Rotating connection={connection} title={title} operationId={operation} onClose={close} />
        ) : (
          <KeyForm connection={connection} title={title} onClose={close} />
        );
      }}
    </ManagedSheet>
  );
}

type Props = { connection: Connection; title: string; onClose: () => void };

const FORM_ID = 'rotate-key';
const FIELDS = ['accessKeyId', 'secretAccessKey'];

function KeyForm({ connection, title, onClose }: Props) {
  const [values, setValues] = useState(NO_KEY);
  const show = useShowOperation('rotate', connection);
  const rotating = useMutation({
    mutationFn: () => api.call('connections.rotate', { params: { connectionId: connection.id }, body: values }),
    onSuccess: ({ operation }) => show(operation.id),
  });
  const test = useChangeTest(connection);
  const error = rotating.error ?? test.error;
  const complete = values.accessKeyId.trim() !== '' && values.secretAccessKey.trim() !== '';

  function submit(event: FormEvent) {
    event.preventDefault();
    if (complete) rotating.mutate();
  }

  return (
    <Sheet
      title={title}
      onClose={onClose}
      focusInside
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <TestButton test={test} change={values} disabled={!complete || rotating.isPending} onAct={rotating.reset} />
          <Button type="submit" form={FORM_ID} loading={rotating.isPending} disabled={!complete}>
            Rotate key
          </Button>
        </>
      }
    >
      <form id={FORM_ID} className={classes.body} onSubmit={submit} noValidate>
        <Explanation connection={connection} />
        <KeyFields
          values={values}
          errors={fieldErrors(error)}
          disabled={rotating.isPending}
          autoFocus
          onChange={(next) => {
            setValues(next);
            rotating.reset();
            test.reset();
          }}
        />
        {error && !isToldAtField(error, FIELDS) && (
          <Failure error={error} what={rotating.error ? 'The key was not rotated' : 'The key could not be tested'} />
        )}
        <TestOutcome test={test} />
      </form>
    </Sheet>
  );
}

function Explanation({ connection: { accountId, accessKeyIdEnding, keyChangedAt } }: { connection: Connection }) {
  return (
    <div>
      <p>
        The new key must belong to account <code>{accountId}</code>. It is checked and a test message is sent with it;
        only when that came back does it take the place of the key ending in <code>…{accessKeyIdEnding}</code>, in use
        since <Ago at={keyChangedAt} />. Until then, and if anything fails, nothing changes.
      </p>
      <p className={classes.lead}>
        In AWS: IAM, Users, the user of this connection, Security credentials, Create access key. Delete the old key
        there once this has succeeded.
      </p>
    </div>
  );
}

const TITLES = {
  running: 'Trying the new key',
  succeeded: 'The new key is in use',
  failed: 'The key was not rotated',
} as const;

function Rotating({ connection, title, operationId, onClose }: Props & { operationId: string }) {
  const show = useShowOperation('rotate', connection);
  return (
    <OperationSheet
      title={title}
      operationId={operationId}
      onClose={onClose}
      next={({ state }) => state === 'failed' && <Button onClick={() => show(undefined)}>Try another key</Button>}
    >
      {(operation) => (
        <OperationProgress
          operation={operation}
          titles={TITLES}
          lead="The old key stays in use until the new one has proved itself."
          afterFailure="The old key stays in use."
        >
          <Notice tone="ok">Delete the old key in AWS now: nothing here uses it any more.</Notice>
        </OperationProgress>
      )}
    </OperationSheet>
  );
}
