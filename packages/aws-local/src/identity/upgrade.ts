import { type IdentityTables, type ManagedPolicy, newManagedPolicy } from './records.ts';

/** A managed policy as it was kept before policies had versions. */
type Unversioned = Omit<ManagedPolicy, 'versions' | 'defaultVersionId' | 'versionsMade' | 'updatedAt'> & {
  document: string;
};

/** Brings what an earlier release wrote into the data folder to the form of this one. */
export function upgradeIdentity(
  { accounts, policies }: IdentityTables,
  { accountId, rootKeyId }: { accountId: string; rootKeyId: string },
): void {
  if (!accounts.has(accountId)) accounts.set(accountId, { accountId, rootKeyId, createdAt: 0 });
  for (const [key, policy] of policies.entries()) {
    const stored: ManagedPolicy | Unversioned = policy;
    if (!isUnversioned(stored)) continue;
    const { document, ...base } = stored;
    policies.set(key, newManagedPolicy(base, document));
  }
}

const isUnversioned = (policy: ManagedPolicy | Unversioned): policy is Unversioned => 'document' in policy;
