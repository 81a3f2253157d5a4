import type { QueryOperation } from '../../../stand-in.ts';
import { deleteConflict } from '../errors.ts';
import { iam, policyArn, theOwnPolicy, theVersion } from '../lookup.ts';

export const deletePolicyVersion: QueryOperation = {
  name: 'DeletePolicyVersion',
  parameters: ['PolicyArn', 'VersionId'],
  resource: policyArn,
  run(call, params) {
    const policy = theOwnPolicy(call, params);
    const { id } = theVersion(policy, params);
    if (id === policy.defaultVersionId) throw deleteConflict('Cannot delete the default version of a policy.');
    const { policies, key } = iam(call);
    const updatedAt = call.standIn.clock.now();
    policies.set(key(policy.name), { ...policy, updatedAt, versions: policy.versions.filter((one) => one.id !== id) });
    return undefined;
  },
};
