import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { startLive } from '../platform/live/live.ts';

/** Everything that needs a session: the live feed runs while any of it is shown. */
export function SignedIn() {
  const queries = useQueryClient();
  useEffect(() => startLive(queries), [queries]);
  return <Outlet />;
}
