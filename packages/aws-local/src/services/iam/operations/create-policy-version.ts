import type { QueryOperation } from '../../../stand-in.ts';
import { limitExceeded } from '../errors.ts';
import { optionalFlag, policyDocument } from '../input.ts';
import { iam, policyArn, theOwnPolicy } from '../lookup.ts';
import { versionXml } from '../output.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const VERSIONS_PER_POLICY = 5;

/** Numbers go on from the last one ever given, also when that version is gone. */
export const createPolicyVersion: QueryOperation = {
  name: 'CreatePolicyVersion',
  parameters: ['PolicyArn', 'PolicyDocument', 'SetAsDefault'],
  resource: policyArn,
  run(call, params) {
    const policy = theOwnPolicy(call, params);
    const document = policyDocument(params, 'PolicyDocument', 'permissions');
    const setAsDefault = optionalFlag(params, 'SetAsDefault') ?? false;
    if (policy.versions.length >= VERSIONS_PER_POLICY) {
      throw limitExceeded(
        `A managed policy can have up to ${VERSIONS_PER_POLICY} versions. Before you create a new version, you must delete an existing version.`,
      );
    }
    const { policies, key } = iam(call);
    const versionsMade = policy.versionsMade + 1;
    const version = { id: `v${versionsMade}`, document, createdAt: call.standIn.clock.now() };
    const changed = {
      ...policy,
      versions: [...policy.versions, version],
      versionsMade,
      updatedAt: version.createdAt,
      defaultVersionId: setAsDefault ? version.id : policy.defaultVersionId,
    };
    policies.set(key(policy.name), changed);
    return { PolicyVersion: versionXml(version, changed, 'without document') };
  },
};
