import { isAwsManaged } from '../../../identity/managed-policies.ts';
import { AwsError, type QueryOperation } from '../../../stand-in.ts';
import { attachmentCount } from '../attachments.ts';
import { deleteConflict } from '../errors.ts';
import { iam, policyArn, thePolicy } from '../lookup.ts';

export const deletePolicy: QueryOperation = {
  name: 'DeletePolicy',
  parameters: ['PolicyArn'],
  resource: policyArn,
  run(call, params) {
    const policy = thePolicy(call, params.need('PolicyArn'));
    if (isAwsManaged(policy.arn))
      throw new AwsError('AccessDenied', 403, `Policy ${policy.arn} belongs to AWS and cannot be deleted.`);
    if (attachmentCount(call, policy.arn) > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
    const { policies, key } = iam(call);
    policies.delete(key(policy.name));
    return undefined;
  },
};
