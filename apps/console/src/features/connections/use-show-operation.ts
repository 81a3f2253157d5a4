import { useNavigate } from '@tanstack/react-router';
import type { Connection } from '@thingdock/api';

const PATHS = {
  repair: '/p/$projectId/connections/$connectionId/repair',
  rotate: '/p/$projectId/connections/$connectionId/rotate',
  migrate: '/p/$projectId/connections/$connectionId/migrate',
} as const;

/** Puts the operation of a sheet into its address, so that a reload comes back to it; `undefined` leads back to the form. */
export function useShowOperation(sheet: keyof typeof PATHS, { id, projectId }: Pick<Connection, 'id' | 'projectId'>) {
  const navigate = useNavigate();
  const params = { projectId, connectionId: id };
  return (operation: string | undefined) =>
    void navigate({ to: PATHS[sheet], params, search: { operation }, replace: true });
}
