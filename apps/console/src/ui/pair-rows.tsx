import { ActionIcon, Button, TextInput } from '@mantine/core';
import { CloseIcon } from './icons.tsx';
import classes from './pair-rows.module.css';

export type Pair = { name: string; value: string };

type Props = {
  /** What the pairs are: "Environment variables". */
  label: string;
  /** One of them: "variable". */
  one: string;
  description?: string;
  pairs: readonly Pair[];
  /** What is wrong with a pair, by its place. */
  faults?: Readonly<Record<number, string>> | undefined;
  maxLength?: number;
  onChange: (pairs: readonly Pair[]) => void;
};

/** Names and values, one pair a row. */
export function PairRows({ label, one, description, pairs, faults = {}, maxLength = 1_000, onChange }: Props) {
  const set = (at: number, changed: Partial<Pair>) =>
    onChange(pairs.map((pair, index) => (index === at ? { ...pair, ...changed } : pair)));
  return (
    <fieldset className={classes.pairs}>
      <legend>{label}</legend>
      {description && <p className="dim">{description}</p>}
      {pairs.map(({ name, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity while their names are typed
        <div key={index} className={classes.pair}>
          <TextInput
            aria-label={`Name of ${one} ${index + 1}`}
            placeholder="NAME"
            value={name}
            maxLength={100}
            spellCheck={false}
            error={faults[index]}
            onChange={(event) => set(index, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Value of ${one} ${index + 1}`}
            placeholder="value"
            value={value}
            maxLength={maxLength}
            spellCheck={false}
            onChange={(event) => set(index, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Remove ${one} ${index + 1}`}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          >
            <CloseIcon />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button variant="default" size="compact-sm" onClick={() => onChange([...pairs, { name: '', value: '' }])}>
          Add {one}
        </Button>
      </div>
    </fieldset>
  );
}
