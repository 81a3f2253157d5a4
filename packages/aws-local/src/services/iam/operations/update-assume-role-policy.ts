import type { QueryOperation } from '../../../stand-in.ts';
import { policyDocument } from '../input.ts';
import { iam, roleArn, theRole } from '../lookup.ts';

export const updateAssumeRolePolicy: QueryOperation = {
  name: 'UpdateAssumeRolePolicy',
  parameters: ['RoleName', 'PolicyDocument'],
  resource: roleArn,
  run(call, params) {
    const { roles, key } = iam(call);
    const role = theRole(call, params);
    roles.set(key(role.name), { ...role, trustPolicy: policyDocument(params, 'PolicyDocument', 'trust') });
    return undefined;
  },
};
