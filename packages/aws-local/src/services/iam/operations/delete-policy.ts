import type { QueryOperation } from '../../../stand-in.ts';
import { attachmentCount } from '../attachments.ts';
import { deleteConflict } from '../errors.ts';
import { iam, policyArn, theOwnPolicy } from '../lookup.ts';

/** The default version goes with the policy; others must be gone before. */
export const deletePolicy: QueryOperation = {
  name: 'DeletePolicy',
  parameters: ['PolicyArn'],
  resource: policyArn,
  run(call, params) {
    const policy = theOwnPolicy(call, params);
    if (attachmentCount(call, policy.arn) > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
    if (policy.versions.length > 1) {
      throw deleteConflict(
        'This policy has more than one version. Before you delete a policy, you must delete the other versions of it.',
      );
    }
    const { policies, key } = iam(call);
    policies.delete(key(policy.name));
    return undefined;
  },
};
