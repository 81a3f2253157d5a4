import type { QueryOperation } from '../../../stand-in.ts';
import { iam, roleArn, theRole } from '../lookup.ts';
import { trustPolicy } from '../trust-policy.ts';

export const updateAssumeRolePolicy: QueryOperation = {
  name: 'UpdateAssumeRolePolicy',
  parameters: ['RoleName', 'PolicyDocument'],
  resource: roleArn,
  run(call, params) {
    const { roles, key } = iam(call);
    const role = theRole(call, params);
    roles.set(key(role.name), { ...role, trustPolicy: trustPolicy(call, params, 'PolicyDocument') });
    return undefined;
  },
};
