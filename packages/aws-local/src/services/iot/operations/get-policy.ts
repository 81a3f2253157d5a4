import type { RestOperation } from '../../../stand-in.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { policyOf } from '../policy.ts';
import { defaultVersionOf } from '../policy-versions.ts';

export const getPolicy: RestOperation = {
  name: 'GetPolicy',
  method: 'GET',
  path: '/policies/:policyName',
  resource: arnOf('policy', 'policyName'),
  run(call, request) {
    const policy = policyOf(call, request);
    const { policyName, defaultVersionId, generationId, createdAt, modifiedAt } = policy;
    return {
      json: {
        policyName,
        policyArn: iotArn(realmOf(call), 'policy', policyName),
        policyDocument: defaultVersionOf(policy).policyDocument,
        defaultVersionId,
        creationDate: createdAt / 1000,
        lastModifiedDate: modifiedAt / 1000,
        generationId,
      },
    };
  },
};
