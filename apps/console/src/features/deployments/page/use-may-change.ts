import type { Deployment } from '@thingdock/api';
import { useProject } from '../../people/use-project.ts';

/** Whether who looks may do something to a deployment: files can be executed, so they are for owners and admins. */
export function useMayChange({ kind }: Pick<Deployment, 'kind'>): boolean {
  const { manages } = useProject();
  return manages || (kind !== 'file-deploy' && kind !== 'file-remove');
}
