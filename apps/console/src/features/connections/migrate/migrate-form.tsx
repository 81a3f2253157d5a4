import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { ApiError, type Connection } from '@thingdock/api';
import { type FormEvent, useState } from 'react';
import { api } from '../../../platform/api.ts';
import { fieldErrors, isToldAtField } from '../../../ui/field-errors.ts';
import { Failure } from '../../../ui/notice.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { TestButton, TestOutcome, useChangeTest } from '../checks/change-test.tsx';
import { KeyFields, NO_KEY } from '../key-fields.tsx';
import classes from '../sheet-body.module.css';
import { useShowOperation } from '../use-show-operation.ts';

const FORM_ID = 'migrate-connection';
const FIELDS = ['roleArn', 'accessKeyId', 'secretAccessKey'];

/** The role, and a new key where the old user shall not be widened. */
export function MigrateForm({
  connection,
  title,
  onClose,
}: {
  connection: Connection;
  title: string;
  onClose: () => void;
}) {
  const [roleArn, setRoleArn] = useState('');
  const [key, setKey] = useState<typeof NO_KEY>();
  const [takeOver, setTakeOver] = useState(false);
  const show = useShowOperation('migrate', connection);
  const migrating = useMutation({
    mutationFn: () =>
      api.call('connections.migrate', {
        params: { connectionId: connection.id },
        body: { roleArn, ...key, ...(takeOver && { takeOver }) },
      }),
    onSuccess: ({ operation }) => show(operation.id),
  });
  const test = useChangeTest(connection);
  const { isPending } = migrating;
  const error = migrating.error ?? test.error;
  const errors = fieldErrors(error);

  /** What was said is about what was typed then. */
  function forget() {
    migrating.reset();
    test.reset();
  }
  function changeKey(next: typeof key) {
    setKey(next);
    forget();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (roleArn.trim() !== '') migrating.mutate();
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
          <TestButton
            test={test}
            change={{ roleArn, ...key }}
            disabled={roleArn.trim() === '' || isPending}
            onAct={migrating.reset}
          />
          <Button type="submit" form={FORM_ID} loading={isPending} disabled={roleArn.trim() === ''}>
            Migrate connection
          </Button>
        </>
      }
    >
      <form id={FORM_ID} className={classes.body} onSubmit={submit} noValidate>
        <Explanation accountId={connection.accountId} />
        <TextInput
          name="roleArn"
          label="IAM Role ARN"
          description="A role of the same account that AWS IoT may assume. It can be set this once."
          placeholder={`arn:${connection.partition}:iam::${connection.accountId}:role/enebular_status_push_role`}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          disabled={isPending}
          value={roleArn}
          error={errors.roleArn}
          onChange={(event) => {
            setRoleArn(event.currentTarget.value);
            forget();
          }}
        />
        <Checkbox
          label="Use another access key from now on"
          description="Of the same account: for example of a new user, made with the set-up kit, instead of widening the old one."
          checked={key !== undefined}
          onChange={(event) => changeKey(event.currentTarget.checked ? NO_KEY : undefined)}
        />
        {key && <KeyFields values={key} errors={errors} disabled={isPending} onChange={changeKey} />}
        {(takeOver || isConflict(error)) && (
          <Checkbox
            label="Take over objects of the same names"
            description="What somebody else made under these names is replaced."
            checked={takeOver}
            onChange={(event) => setTakeOver(event.currentTarget.checked)}
          />
        )}
        {error && !isToldAtField(error, FIELDS) && (
          <Failure
            error={error}
            what={migrating.error ? 'The connection was not migrated' : 'It could not be tested'}
          />
        )}
        <TestOutcome test={test} />
      </form>
    </Sheet>
  );
}

const isConflict = (error: unknown) => error instanceof ApiError && error.code === 'aws_object_conflict';

function Explanation({ accountId }: { accountId: string }) {
  return (
    <div>
      <p>
        Two SNS topics, two subscriptions and three AWS IoT rules are made in account <code>{accountId}</code>, run
        under this role, and proved by a test message. If a step fails, all of it is removed and the connection stays as
        it is.
      </p>
      <p className={classes.lead}>
        The user of the access key needs two policies more than before: AmazonSNSFullAccess, and EnebularPassRole on the
        role. Which of them are missing is said before anything is made.
      </p>
    </div>
  );
}
