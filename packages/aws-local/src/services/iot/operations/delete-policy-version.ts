import type { RestOperation } from '../../../stand-in.ts';
import { arnOf, realmOf } from '../names.ts';
import { policyOf } from '../policy.ts';
import { withoutVersion } from '../policy-versions.ts';
import { policies } from '../registry.ts';

/** The default version can only be deleted with its policy. */
export const deletePolicyVersion: RestOperation = {
  name: 'DeletePolicyVersion',
  method: 'DELETE',
  path: '/policies/:policyName/version/:policyVersionId',
  resource: arnOf('policy', 'policyName'),
  run(call, request) {
    const { store, clock } = call.standIn;
    const policy = policyOf(call, request);
    const changed = withoutVersion(policy, request.params.policyVersionId ?? '', clock.now());
    policies(store, realmOf(call)).set(policy.policyName, changed);
    return {};
  },
};
