import type { RestOperation } from '../../../stand-in.ts';
import { arnOf } from '../names.ts';
import { policyOf } from '../policy.ts';

/** All of them at once, newest first: there are five at most. */
export const listPolicyVersions: RestOperation = {
  name: 'ListPolicyVersions',
  method: 'GET',
  path: '/policies/:policyName/version',
  resource: arnOf('policy', 'policyName'),
  run(call, request) {
    const { versions, defaultVersionId } = policyOf(call, request);
    const policyVersions = versions.toReversed().map(({ versionId, createdAt }) => ({
      versionId,
      isDefaultVersion: versionId === defaultVersionId,
      createDate: createdAt / 1000,
    }));
    return { json: { policyVersions } };
  },
};
