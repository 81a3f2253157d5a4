import type { RestOperation } from '../../../stand-in.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { policyOf } from '../policy.ts';
import { versionOf } from '../policy-versions.ts';

export const getPolicyVersion: RestOperation = {
  name: 'GetPolicyVersion',
  method: 'GET',
  path: '/policies/:policyName/version/:policyVersionId',
  resource: arnOf('policy', 'policyName'),
  run(call, request) {
    const policy = policyOf(call, request);
    const { versionId, policyDocument, createdAt } = versionOf(policy, request.params.policyVersionId ?? '');
    return {
      json: {
        policyArn: iotArn(realmOf(call), 'policy', policy.policyName),
        policyName: policy.policyName,
        policyDocument,
        policyVersionId: versionId,
        isDefaultVersion: versionId === policy.defaultVersionId,
        creationDate: createdAt / 1000,
        lastModifiedDate: createdAt / 1000,
        generationId: policy.generationId,
      },
    };
  },
};
