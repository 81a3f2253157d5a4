import { AwsError } from '../../stand-in.ts';
import { deleteConflict, notFound } from './errors.ts';
import type { Policy, PolicyVersion } from './registry.ts';

/** What happens to a policy's versions. Times in ms since the epoch. */

// https://docs.aws.amazon.com/iot/latest/apireference/API_CreatePolicyVersion.html
const MAX_VERSIONS = 5;

type NewPolicy = { policyName: string; policyDocument: string; generationId: string; now: number };

export function newPolicy({ policyName, policyDocument, generationId, now }: NewPolicy): Policy {
  const first: PolicyVersion = { versionId: '1', policyDocument, createdAt: now };
  const versions = [first];
  return { policyName, generationId, createdAt: now, modifiedAt: now, versions, defaultVersionId: '1', lastVersion: 1 };
}

/** Throws ResourceNotFoundException. */
export function versionOf({ policyName, versions }: Policy, versionId: string): PolicyVersion {
  const version = versions.find((one) => one.versionId === versionId);
  if (!version) throw notFound(`Policy version not found (policyName=${policyName}, versionId=${versionId})`);
  return version;
}

export const defaultVersionOf = (policy: Policy): PolicyVersion => versionOf(policy, policy.defaultVersionId);

/** Throws VersionsLimitExceededException: old versions are never dropped by themselves. */
export function withVersion(policy: Policy, policyDocument: string, asDefault: boolean, now: number): Policy {
  if (policy.versions.length >= MAX_VERSIONS) {
    const reason = `The policy already has ${MAX_VERSIONS} versions; delete one first (name=${policy.policyName})`;
    throw new AwsError('VersionsLimitExceededException', 409, reason);
  }
  const lastVersion = policy.lastVersion + 1;
  const versionId = String(lastVersion);
  const versions = [...policy.versions, { versionId, policyDocument, createdAt: now }];
  const defaultVersionId = asDefault ? versionId : policy.defaultVersionId;
  return { ...policy, versions, lastVersion, defaultVersionId, modifiedAt: now };
}

/** Throws ResourceNotFoundException, and DeleteConflictException for the default version. */
export function withoutVersion(policy: Policy, versionId: string, now: number): Policy {
  versionOf(policy, versionId);
  if (versionId === policy.defaultVersionId) {
    throw deleteConflict(`Cannot delete the default version of a policy (name=${policy.policyName})`);
  }
  return { ...policy, versions: policy.versions.filter((one) => one.versionId !== versionId), modifiedAt: now };
}
