import { NativeSelect } from '@mantine/core';
import { type ClipboardEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { Notice } from '../../../ui/notice.tsx';
import { endpointRegion, regionName } from '../endpoint.ts';
import { readPastedKey } from '../paste-key.ts';
import classes from './create.module.css';
import { Field } from './field.tsx';
import { FIELDS } from './fields.ts';
import type { Create } from './use-create.ts';

export const FORM_ID = 'create-connection';

/** The guide's six fields. */
export function CreateForm({ create }: { create: Create }) {
  const { values, errors, rest, creating, change, submit } = create;
  const form = useRef<HTMLFormElement>(null);
  const [pasted, setPasted] = useState(false);

  useEffect(() => {
    const first = FIELDS.find(({ name }) => errors[name]);
    if (first) form.current?.querySelector<HTMLInputElement>(`[name="${first.name}"]`)?.focus();
  }, [errors]);

  function paste(event: ClipboardEvent<HTMLInputElement>) {
    const key = readPastedKey(event.clipboardData.getData('text'));
    setPasted(key !== undefined);
    if (!key) return;
    event.preventDefault();
    change(key);
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
          {...((field.name === 'accessKeyId' || field.name === 'secretAccessKey') && { onPaste: paste })}
        >
          {field.name === 'endpoint' && <Region endpoint={values.endpoint} />}
        </Field>
      ))}
      <p className="sr-only" role="status">
        {pasted && 'Both key fields were filled.'}
      </p>
      {rest && (
        <Notice tone="bad" title="The connection was not created">
          {rest}
        </Notice>
      )}
    </form>
  );
}

function Region({ endpoint }: { endpoint: string }) {
  const region = endpointRegion(endpoint);
  return (
    <p className={classes.region} role="status">
      {region && (
        <>
          Region <strong>{regionName(region)}</strong>
        </>
      )}
    </p>
  );
}
