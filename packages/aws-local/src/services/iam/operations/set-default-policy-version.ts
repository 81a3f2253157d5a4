import type { QueryOperation } from '../../../stand-in.ts';
import { iam, policyArn, theOwnPolicy, theVersion } from '../lookup.ts';

export const setDefaultPolicyVersion: QueryOperation = {
  name: 'SetDefaultPolicyVersion',
  parameters: ['PolicyArn', 'VersionId'],
  resource: policyArn,
  run(call, params) {
    const policy = theOwnPolicy(call, params);
    const { id } = theVersion(policy, params);
    const { policies, key } = iam(call);
    policies.set(key(policy.name), { ...policy, updatedAt: call.standIn.clock.now(), defaultVersionId: id });
    return undefined;
  },
};
