import type { Target } from '@thingdock/api';
import { useState } from 'react';
import { byDevice, type Chosen, isChoosable, refreshed, toggled } from './selection.ts';

const NONE: Chosen = new Map();

/** Which targets are chosen. `loaded`: what is known of them by now. */
export function useTargetsSelection(loaded: readonly Target[]) {
  const [wanted, setWanted] = useState(NONE);
  const chosen = refreshed(wanted, loaded);
  const choosable = loaded.filter(isChoosable);
  return {
    chosen,
    /** Of those that are loaded. */
    all: choosable.length > 0 && choosable.every(({ device }) => chosen.has(device)),
    any: choosable.length > 0,
    select: (targets: readonly Target[]) => setWanted(byDevice(targets.filter(isChoosable))),
    toggle: (target: Target) => setWanted(toggled(chosen, target)),
    selectLoaded: () => setWanted(byDevice(choosable)),
    clear: () => setWanted(NONE),
  };
}

export type TargetsSelection = ReturnType<typeof useTargetsSelection>;
