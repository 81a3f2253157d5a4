import { Kbd, TextInput } from '@mantine/core';
import { useRef } from 'react';
import classes from './filter-input.module.css';
import { SearchIcon } from './icons.tsx';
import { useKeys } from './use-keys.ts';

type Props = { value: string; onChange: (value: string) => void; label: string; placeholder: string };

/** Narrows the list below it. `/` comes here, Escape leaves (and empties it first). */
export function FilterInput({ value, onChange, label, placeholder }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useKeys([['/', () => input.current?.select()]]);
  return (
    <TextInput
      ref={input}
      className={classes.filter}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={value}
      leftSection={<SearchIcon />}
      rightSection={
        value ? undefined : (
          <Kbd size="xs" className={classes.key}>
            /
          </Kbd>
        )
      }
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        if (value) onChange('');
        else input.current?.blur();
      }}
    />
  );
}
