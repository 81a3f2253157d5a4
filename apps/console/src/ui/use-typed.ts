import { useEffect, useRef, useState } from 'react';

/** The server is asked when the typing pauses, not for every letter. */
const PAUSE_MS = 180;

/** A text that is typed here and kept elsewhere (in the address): told after a pause, and taken over when it changes there. */
export function useTyped(value: string | undefined, onChange: (value: string | undefined) => void) {
  const kept = value ?? '';
  const [typed, setTyped] = useState(kept);
  const told = useRef(kept);
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => {
    if (kept !== told.current) setTyped(kept);
    told.current = kept;
  }, [kept]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === told.current) return;
    const timer = setTimeout(() => {
      told.current = wanted;
      tell.current(wanted || undefined);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  function type(text: string): void {
    setTyped(text);
    // Who empties it is done with typing.
    if (text !== '' || told.current === '') return;
    told.current = '';
    tell.current(undefined);
  }
  return [typed, type] as const;
}
