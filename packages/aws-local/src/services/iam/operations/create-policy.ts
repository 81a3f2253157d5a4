import { newManagedPolicy } from '../../../identity/records.ts';
import type { QueryOperation } from '../../../stand-in.ts';
import { alreadyExists } from '../errors.ts';
import { entityName, entityPath, policyDocument, uniqueId } from '../input.ts';
import { iam, policyArn } from '../lookup.ts';
import { policyXml } from '../output.ts';

export const createPolicy: QueryOperation = {
  name: 'CreatePolicy',
  parameters: ['PolicyName', 'Path', 'PolicyDocument', 'Description'],
  resource: policyArn,
  run(call, params) {
    const { policies, key, account } = iam(call);
    const name = entityName(params, 'PolicyName', 128);
    const path = entityPath(params);
    const document = policyDocument(params, 'PolicyDocument', 'permissions');
    if (policies.has(key(name)))
      throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
    const base = {
      arn: `arn:aws:iam::${account}:policy${path}${name}`,
      name,
      path,
      id: uniqueId(call.standIn.ids, 'ANPA'),
      description: params.get('Description') ?? '',
      createdAt: call.standIn.clock.now(),
    };
    const policy = newManagedPolicy(base, document);
    policies.set(key(name), policy);
    return { Policy: policyXml(policy, 0) };
  },
};
