import { NativeSelect } from '@mantine/core';
import { readOutputs } from '@thingdock/connection-kit';
import { type ClipboardEvent, type FormEvent, useEffect, useRef } from 'react';
import { Notice } from '../../../ui/notice.tsx';
import { endpointRegion, regionName } from '../endpoint.ts';
import classes from './create.module.css';
import { Field } from './field.tsx';
import { FIELDS, type Values } from './fields.ts';
import type { Create } from './use-create.ts';

export const FORM_ID = 'create-connection';

type Props = {
  create: Create /** Several fields were filled at once. */;
  filled: boolean;
  onFilled: (filled: boolean) => void;
};

/** The guide's six fields. */
export function CreateForm({ create, filled, onFilled }: Props) {
  const { values, errors, rest, creating, change, submit } = create;
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    const first = FIELDS.find(({ name }) => errors[name]);
    if (first) form.current?.querySelector<HTMLInputElement>(`[name="${first.name}"]`)?.focus();
  }, [errors]);

  function paste(event: ClipboardEvent<HTMLInputElement>) {
    const fields = readOutputs(event.clipboardData.getData('text'));
    // A single value goes where it was pasted.
    const several = Object.keys(fields).length > 1;
    onFilled(several);
    if (!several) return;
    event.preventDefault();
    change(fields);
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    submit();
  }

  return (
    <form id={FORM_ID} ref={form} className={classes.form} onSubmit={onSubmit} noValidate>
      <NativeSelect
        label="Connection Type"
        description="Where your devices are registered."
        data={[{ value: 'aws-iot', label: 'AWS IoT' }]}
        disabled={creating.isPending}
      />
      {FIELDS.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={values[field.name]}
          error={errors[field.name]}
          disabled={creating.isPending}
          onChange={(value) => change({ [field.name]: value })}
          onPaste={paste}
        >
          {field.name === 'endpoint' && <Region values={values} />}
        </Field>
      ))}
      <p className="sr-only" role="status">
        {filled && 'Several fields were filled.'}
      </p>
      {rest && (
        <Notice tone="bad" title="The connection was not created">
          {rest}
        </Notice>
      )}
    </form>
  );
}

function Region({ values }: { values: Values }) {
  const region = endpointRegion(values.endpoint);
  return (
    <p className={classes.region} role="status">
      {region && (
        <>
          Region <strong>{regionName(region)}</strong>
        </>
      )}
      {!region && values.region && (
        <>
          Region <strong>{regionName(values.region)}</strong>; AWS is asked for the endpoint if you leave it empty.
        </>
      )}
    </p>
  );
}
