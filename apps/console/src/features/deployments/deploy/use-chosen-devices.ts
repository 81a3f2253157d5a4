import { useLocation } from '@tanstack/react-router';
import type { Device, Target } from '@thingdock/api';
import { useMemo, useState } from 'react';
import { readSelection, writeSelection } from '../../devices/selection.ts';

type Options = {
  devices: readonly Device[];
  /** The selection in the address. */
  word: string | undefined;
  /** Targets of the deployment that is to be repeated. */
  former: readonly Target[] | undefined;
  onWord: (word: string | undefined) => void;
};

/**
 * Which devices shall get it: those chosen here, else those of the address, of the page before, or of the deployment that
 * is repeated; of them, whatever still exists.
 */
export function useChosenDevices({ devices, word, former, onWord }: Options) {
  const carried = useLocation({ select: ({ state }) => state.devices });
  const [here, setHere] = useState<ReadonlySet<string>>();
  const names = useMemo(() => devices.map(({ name }) => name), [devices]);
  const selected = useMemo(() => {
    const wanted = here ?? (word === undefined ? new Set(carried ?? former?.map(({ device }) => device)) : undefined);
    return wanted ? new Set(names.filter((name) => wanted.has(name))) : readSelection(word, names);
  }, [here, word, carried, former, names]);
  const chosen = useMemo(() => devices.filter(({ name }) => selected.has(name)), [devices, selected]);

  return {
    selected: selected as ReadonlySet<string>,
    chosen,
    select(next: ReadonlySet<string>) {
      setHere(next);
      onWord(writeSelection(next, names));
    },
  };
}
