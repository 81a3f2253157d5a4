import { useEffect, useRef, useState } from 'react';
import { FilterInput } from '../../../ui/filter-input.tsx';

type Props = { value: string | undefined; onChange: (value: string | undefined) => void };

/** The server is asked when the typing pauses, not for every letter. */
const PAUSE_MS = 180;

export function NameFilter({ value = '', onChange }: Props) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => {
    // Changed elsewhere: a chip was removed, a link followed.
    if (value !== told.current) setTyped(value);
    told.current = value;
  }, [value]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === told.current) return;
    const timer = setTimeout(() => {
      told.current = wanted;
      tell.current(wanted || undefined);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <FilterInput
      label="Filter devices by name"
      placeholder="Filter by name, or gw-* for its begin"
      value={typed}
      onChange={setTyped}
    />
  );
}
