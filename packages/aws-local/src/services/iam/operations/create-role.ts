import type { QueryOperation, Role } from '../../../stand-in.ts';
import { alreadyExists, validationError } from '../errors.ts';
import { entityName, entityPath, uniqueId } from '../input.ts';
import { iam, roleArn } from '../lookup.ts';
import { roleXml } from '../output.ts';
import { trustPolicy } from '../trust-policy.ts';

export const createRole: QueryOperation = {
  name: 'CreateRole',
  parameters: ['RoleName', 'Path', 'AssumeRolePolicyDocument', 'Description', 'MaxSessionDuration'],
  resource: roleArn,
  run(call, params) {
    const { roles, key, account } = iam(call);
    const name = entityName(params, 'RoleName');
    const path = entityPath(params);
    const maxSessionDuration = Number(params.get('MaxSessionDuration') ?? 3600);
    if (!Number.isInteger(maxSessionDuration) || maxSessionDuration < 3600 || maxSessionDuration > 43_200) {
      throw validationError('MaxSessionDuration must be between 3600 and 43200 seconds.');
    }
    const trust = trustPolicy(call, params, 'AssumeRolePolicyDocument');
    if (roles.has(key(name))) throw alreadyExists(`Role with name ${name} already exists.`);
    const role: Role = {
      arn: `arn:aws:iam::${account}:role${path}${name}`,
      name,
      path,
      id: uniqueId(call.standIn.ids, 'AROA'),
      createdAt: call.standIn.clock.now(),
      description: params.get('Description') ?? '',
      maxSessionDuration,
      trustPolicy: trust,
      attached: [],
      inline: {},
    };
    roles.set(key(name), role);
    return { Role: roleXml(role) };
  },
};
