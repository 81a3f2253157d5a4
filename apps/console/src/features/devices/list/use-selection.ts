import type { Device } from '@thingdock/api';
import { useEffect, useRef, useState } from 'react';
import { type DeviceKey, keyOf, NOTHING, readSelection, type Selection, toggled, writeSelection } from './selection.ts';

type Options = {
  /** The word of the address. */
  word: string | undefined;
  /** The connection that is meant where a device is given by its name alone. */
  home: string | undefined;
  /** What is filtered, in one word: another filter, another selection. */
  scope: string;
  loaded: readonly Device[];
  onWord: (word: string | undefined) => void;
};

/**
 * What is selected: in the address, so that it can be shared, and in this page when it is too long for that. The address
 * follows a moment later, so what was selected last counts, until somebody else changes the address.
 */
export function useSelection({ word, home, scope, loaded, onWord }: Options) {
  const [selection, setSelection] = useState(() => readSelection(word, home));
  const latest = useRef(selection);
  const wrote = useRef({ word, scope });

  function take(next: Selection): void {
    latest.current = next;
    setSelection(next);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the address changes
  useEffect(() => {
    const isOthers = word !== wrote.current.word;
    const isLeftOver = word === undefined && scope !== wrote.current.scope;
    wrote.current = { word, scope };
    if (isOthers || isLeftOver) take(readSelection(word, home));
  }, [word, scope, home]);

  function select(next: Selection): void {
    const nextWord = writeSelection(next, home);
    wrote.current = { word: nextWord, scope };
    take(next);
    onWord(nextWord);
  }

  return {
    selection,
    select,
    clear: () => select(NOTHING),
    toggle: (key: DeviceKey) => select(toggled(latest.current, key, loaded)),
    /** Every device that is loaded, or none. */
    selectLoaded: (on: boolean) => select(on ? { all: false, keys: new Set(loaded.map(keyOf)) } : NOTHING),
  };
}

export type Selecting = ReturnType<typeof useSelection>;
