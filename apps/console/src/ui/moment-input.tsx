import { TextInput } from '@mantine/core';

type Props = {
  /** Shown above it; a name for screen readers only with `hideLabel`. */
  label: string;
  hideLabel?: boolean;
  className?: string;
  /** ISO 8601. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
};

/** A time in the viewer's zone, to the second. */
export function MomentInput({ label, hideLabel = false, className = '', value, onChange }: Props) {
  return (
    <TextInput
      className={className}
      {...(hideLabel ? { 'aria-label': label } : { label })}
      type="datetime-local"
      step={1}
      value={value === undefined ? '' : toLocal(value)}
      onChange={({ currentTarget }) =>
        onChange(currentTarget.value === '' ? undefined : new Date(currentTarget.value).toISOString())
      }
    />
  );
}

/** As `datetime-local` has it: local, without a zone. */
function toLocal(time: string): string {
  const at = new Date(time);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
