import type { Store } from '../../stand-in.ts';
import { newPolicy } from './policy-versions.ts';
import type { Policy } from './registry.ts';

/** How policies were kept before they had versions. */
type Unversioned = { policyName: string; policyDocument: string; generationId: string; createdAt: number };

/** Brings what an older data folder holds into today's form. */
export function upgradeRegistry(store: Store): void {
  const table = store.table<Policy | Unversioned>('iot.policies');
  for (const [key, policy] of table.entries()) {
    if (!('versions' in policy)) table.set(key, newPolicy({ ...policy, now: policy.createdAt }));
  }
}
