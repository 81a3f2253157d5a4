import { TextInput } from '@mantine/core';
import { type ClipboardEvent, type ReactNode, useId, useState } from 'react';
import { SecretInput } from '../../../ui/secret-input.tsx';
import classes from './create.module.css';
import type { FieldText } from './fields.ts';

type Props = {
  field: FieldText;
  value: string;
  error: string | undefined;
  disabled: boolean;
  onChange: (value: string) => void;
  onPaste: (event: ClipboardEvent<HTMLInputElement>) => void;
  /** Below the field: what is known from its value. */
  children?: ReactNode;
};

/** One field of the form: its help, where to find its value, and what is wrong with it. */
export function Field({ field, value, error, disabled, onChange, onPaste, children }: Props) {
  const [open, setOpen] = useState(false);
  const whereId = useId();
  const input = {
    name: field.name,
    label: field.label,
    description: field.help,
    placeholder: field.placeholder,
    value,
    error,
    disabled,
    autoComplete: 'off',
    spellCheck: false,
    'data-autofocus': field.name === 'name' || undefined,
    classNames: { input: field.name === 'name' ? '' : classes.mono },
    onChange: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
    onPaste,
  };
  return (
    <div className={classes.field}>
      {field.name === 'secretAccessKey' ? <SecretInput what="secret" {...input} /> : <TextInput {...input} />}
      {children}
      <button
        type="button"
        className={classes.where}
        aria-expanded={open}
        aria-controls={whereId}
        onClick={() => setOpen(!open)}
      >
        {field.ask}
        <span className="sr-only"> {field.label}</span>
      </button>
      <ul id={whereId} hidden={!open} className={classes.whereText}>
        {field.where.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
