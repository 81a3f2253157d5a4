import { NumberInput } from '@mantine/core';

type Props = {
  label: string;
  description?: string;
  placeholder?: string;
  suffix?: string;
  value: number | undefined;
  min?: number;
  max?: number;
  decimals?: boolean;
  onChange: (value: number | undefined) => void;
};

/** A number that may be left out. */
export function NumberField({ value, decimals = false, onChange, ...props }: Props) {
  return (
    <NumberInput
      {...props}
      value={value ?? ''}
      allowDecimal={decimals}
      allowNegative={false}
      clampBehavior="blur"
      hideControls
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  );
}
