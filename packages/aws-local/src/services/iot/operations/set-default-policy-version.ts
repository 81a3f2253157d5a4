import type { RestOperation } from '../../../stand-in.ts';
import { policyChanged } from '../live-connections.ts';
import { arnOf, realmOf } from '../names.ts';
import { policyOf } from '../policy.ts';
import { versionOf } from '../policy-versions.ts';
import { policies } from '../registry.ts';

export const setDefaultPolicyVersion: RestOperation = {
  name: 'SetDefaultPolicyVersion',
  method: 'PATCH',
  path: '/policies/:policyName/version/:policyVersionId',
  resource: arnOf('policy', 'policyName'),
  run(call, request) {
    const { store, clock } = call.standIn;
    const policy = policyOf(call, request);
    const { versionId } = versionOf(policy, request.params.policyVersionId ?? '');
    const changed = { ...policy, defaultVersionId: versionId, modifiedAt: clock.now() };
    policies(store, realmOf(call)).set(policy.policyName, changed);
    policyChanged(call, policy.policyName);
    return {};
  },
};
