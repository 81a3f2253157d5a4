import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import type { Deployment } from '@thingdock/api';
import { useMemo, useState } from 'react';
import type { DeploySearch, DeviceWhere } from '../../../app/search.ts';
import { targetNamesQuery } from '../queries.ts';
import type { Chosen } from './draft.ts';

type Options = { search: DeploySearch; former: Deployment | undefined; change: (changed: DeploySearch) => void };

const ALL = '*';
/** Servers and proxies refuse longer addresses. */
const LONGEST = 4_000;
const NO_FILTER: DeviceWhere = {};

/**
 * Which devices shall have it: those of the address, else those chosen here or carried over from the page before because
 * they are too many for an address, else those of the deployment that is repeated.
 */
export function useChosen({ search, former, change }: Options) {
  const carried = useLocation({ select: ({ state }) => state.devices });
  const [large, setLarge] = useState<readonly string[]>();
  const { selected: word, filter = NO_FILTER } = search;
  const again = useQuery({
    ...targetNamesQuery(former?.id ?? ''),
    enabled: former !== undefined && word === undefined,
  });
  const names = useMemo(
    () =>
      new Set(
        word === undefined
          ? (large ?? carried ?? again.data ?? [])
          : word === ALL
            ? []
            : word.split(',').filter(Boolean),
      ),
    [word, large, carried, again.data],
  );
  const chosen: Chosen = { all: word === ALL, names, filter };

  function select(next: ReadonlySet<string>): void {
    const list = [...next];
    const joined = list.join(',');
    // What no address can carry stays in this page; none at all does too, or the former targets would come back.
    const fits = joined !== '' && joined.length <= LONGEST;
    setLarge(fits ? undefined : list);
    change({ selected: fits ? joined : undefined });
  }
  return {
    chosen,
    formerTargets: again,
    select,
    selectAll: (on: boolean) => {
      setLarge(on ? undefined : []);
      change({ selected: on ? ALL : undefined });
    },
    setFilter: (changed: DeviceWhere) => change({ filter: clean({ ...filter, ...changed }) }),
  };
}

function clean(filter: DeviceWhere): DeviceWhere | undefined {
  const pairs = Object.entries(filter).filter(([, word]) => word !== undefined && word !== '');
  return pairs.length > 0 ? (Object.fromEntries(pairs) as DeviceWhere) : undefined;
}
