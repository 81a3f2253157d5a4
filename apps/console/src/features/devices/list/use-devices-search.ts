import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type DevicesSearch, filterOf } from '../filter/search.ts';

const ROUTE = '/signed-in/p/$projectId/devices';

/** Filter, order and selection of the list: all in the address, so that a link shows what its sender saw. */
export function useDevicesSearch() {
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: '/p/$projectId/devices' });
  const filter = useMemo(() => filterOf(search), [search]);
  return {
    search,
    filter,
    /** Replaces: the back button leaves the list instead of undoing letters. */
    change: (changed: DevicesSearch) =>
      void navigate({ search: (now) => ({ ...now, ...changed }), replace: true, resetScroll: false }),
  };
}
