import { useEffect, useRef } from 'react';

type Bindings = readonly (readonly [key: string, act: () => void])[];

/**
 * Single keys of a page (`/`, `j`, `Enter` …), by what the key writes, so that they work on any keyboard. They rest while
 * somebody types, while a dialog is open, and while a button or link has the focus that answers to the key itself.
 */
export function useKeys(bindings: Bindings): void {
  const current = useRef(bindings);
  useEffect(() => {
    current.current = bindings;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTaken(event) || document.querySelector('[role="dialog"]')) return;
      const [, act] = current.current.find(([key]) => key === event.key) ?? [];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('input:not([type="checkbox"]), textarea, select')) return true;
  return key === 'Enter' && target.matches('a, button, summary');
}
