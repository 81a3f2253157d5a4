import type { RestOperation } from '../../../stand-in.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { policyOf } from '../policy.ts';

export const getPolicy: RestOperation = {
  name: 'GetPolicy',
  method: 'GET',
  path: '/policies/:policyName',
  resource: arnOf('policy', 'policyName'),
  run(call, request) {
    const { policyName, policyDocument, generationId, createdAt } = policyOf(call, request);
    return {
      json: {
        policyName,
        policyArn: iotArn(realmOf(call), 'policy', policyName),
        policyDocument,
        defaultVersionId: '1',
        creationDate: createdAt / 1000,
        lastModifiedDate: createdAt / 1000,
        generationId,
      },
    };
  },
};
