import { TextInput } from '@mantine/core';
import { readOutputs } from '@thingdock/connection-kit';
import type { ClipboardEvent } from 'react';
import { SecretInput } from '../../ui/secret-input.tsx';

export type KeyValues = { accessKeyId: string; secretAccessKey: string };
export const NO_KEY: KeyValues = { accessKeyId: '', secretAccessKey: '' };

type Props = {
  values: KeyValues;
  errors: Partial<Record<string, string>>;
  disabled: boolean;
  autoFocus?: boolean;
  onChange: (values: KeyValues) => void;
};

/** Both parts of an access key. A whole create-access-key answer, or AWS's CSV file, pasted into one fills both. */
export function KeyFields({ values, errors, disabled, autoFocus = false, onChange }: Props) {
  function paste(event: ClipboardEvent<HTMLInputElement>) {
    const { accessKeyId, secretAccessKey } = readOutputs(event.clipboardData.getData('text'));
    if (!accessKeyId || !secretAccessKey) return;
    event.preventDefault();
    onChange({ accessKeyId, secretAccessKey });
  }
  const both = { disabled, autoComplete: 'off', spellCheck: false, onPaste: paste };
  return (
    <>
      <TextInput
        {...both}
        name="accessKeyId"
        label="AWS Access Key ID"
        description="Pasting a whole create-access-key answer fills both fields."
        placeholder="AKIAIOSFODNN7EXAMPLE"
        data-autofocus={autoFocus || undefined}
        value={values.accessKeyId}
        error={errors.accessKeyId}
        onChange={(event) => onChange({ ...values, accessKeyId: event.currentTarget.value })}
      />
      <SecretInput
        {...both}
        what="secret"
        name="secretAccessKey"
        label="AWS Secret Access Key"
        description="Stored encrypted and never shown again."
        value={values.secretAccessKey}
        error={errors.secretAccessKey}
        onChange={(event) => onChange({ ...values, secretAccessKey: event.currentTarget.value })}
      />
    </>
  );
}
