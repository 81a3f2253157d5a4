import type { Device } from '@thingdock/api';
import { useMemo, useState } from 'react';
import { type DeviceKey, keyOf, NOTHING, readSelection, type Selection, toggled, writeSelection } from './selection.ts';

type Options = {
  /** The word of the address. */
  word: string | undefined;
  /** The connection that is meant where a device is given by its name alone. */
  home: string | undefined;
  loaded: readonly Device[];
  onWord: (word: string | undefined) => void;
};

/** What is selected: in the address, so that it can be shared, and in this page when it is too long for that. */
export function useSelection({ word, home, loaded, onWord }: Options) {
  const [large, setLarge] = useState<Selection>(NOTHING);
  const selection = useMemo(() => (word === undefined ? large : readSelection(word, home)), [word, home, large]);

  function select(next: Selection): void {
    const nextWord = writeSelection(next, home);
    setLarge(nextWord === undefined ? next : NOTHING);
    onWord(nextWord);
  }

  return {
    selection,
    select,
    clear: () => select(NOTHING),
    toggle: (key: DeviceKey) => select(toggled(selection, key, loaded)),
    /** Every device that is loaded, or none. */
    selectLoaded: (on: boolean) => select(on ? { all: false, keys: new Set(loaded.map(keyOf)) } : NOTHING),
  };
}

export type Selecting = ReturnType<typeof useSelection>;
