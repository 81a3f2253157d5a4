import type { Target } from '@thingdock/api';
import { useState } from 'react';
import { isOpen, stillOpen, toggled } from './selection.ts';

const NONE: ReadonlySet<string> = new Set();

/** Which targets are chosen. `loaded`: what is known of them by now. */
export function useTargetsSelection(loaded: readonly Target[]) {
  const [wanted, setWanted] = useState(NONE);
  const chosen = stillOpen(wanted, loaded);
  const open = loaded.filter(isOpen).map(({ device }) => device);
  return {
    chosen,
    /** Of those that are loaded. */
    all: open.length > 0 && open.every((device) => chosen.has(device)),
    any: open.length > 0,
    select: (names: Iterable<string>) => setWanted(new Set(names)),
    toggle: (device: string) => setWanted(toggled(chosen, device)),
    selectLoaded: () => setWanted(new Set(open)),
    clear: () => setWanted(NONE),
  };
}

export type TargetsSelection = ReturnType<typeof useTargetsSelection>;
