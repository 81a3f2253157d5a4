import { useNavigate, useSearch } from '@tanstack/react-router';
import type { DevicesSearch } from '../../app/search.ts';

const ROUTE = '/signed-in/p/$projectId/devices';

/** Filter, order and selection of the list: all in the address, so that a link shows what its sender saw. */
export function useDevicesSearch() {
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: '/p/$projectId/devices' });
  return {
    search,
    /** Replaces: the back button leaves the list instead of undoing letters. */
    change: (changed: Partial<DevicesSearch>) =>
      void navigate({ search: (now) => ({ ...now, ...changed }), replace: true, resetScroll: false }),
  };
}
