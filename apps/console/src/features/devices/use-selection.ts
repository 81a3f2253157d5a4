import { useMemo, useState } from 'react';
import { readSelection, writeSelection } from './selection.ts';

type Options = {
  /** The word of the address. */
  word: string | undefined;
  /** What can be selected now. */
  names: readonly string[];
  onWord: (word: string | undefined) => void;
};

/** Which rows are selected: in the address, so that it can be shared, and in this page when it is too long for that. */
export function useSelection({ word, names, onWord }: Options) {
  const [large, setLarge] = useState<ReadonlySet<string>>();
  const selected = useMemo(
    () => (large && word === undefined ? new Set(names.filter((name) => large.has(name))) : readSelection(word, names)),
    [large, word, names],
  );

  function select(next: ReadonlySet<string>): void {
    const nextWord = writeSelection(next, names);
    setLarge(nextWord === undefined && next.size > 0 ? next : undefined);
    onWord(nextWord);
  }

  return {
    selected,
    select,
    toggle(name: string) {
      const next = new Set(selected);
      if (!next.delete(name)) next.add(name);
      select(next);
    },
  };
}
