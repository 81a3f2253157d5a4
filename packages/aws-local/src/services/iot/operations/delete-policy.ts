import type { RestOperation } from '../../../stand-in.ts';
import { deleteConflict } from '../errors.ts';
import { policyTargets } from '../links.ts';
import { arnOf, iotArn, realmOf } from '../names.ts';
import { policyOf } from '../policy.ts';
import { policies, tags } from '../registry.ts';

export const deletePolicy: RestOperation = {
  name: 'DeletePolicy',
  method: 'DELETE',
  path: '/policies/:policyName',
  resource: arnOf('policy', 'policyName'),
  run(call, request) {
    const { store } = call.standIn;
    const realm = realmOf(call);
    const { policyName, versions } = policyOf(call, request);
    if (policyTargets(store, realm).to(policyName).length > 0) {
      throw deleteConflict(
        `Cannot delete the policy because it is attached to one or more targets (name=${policyName})`,
      );
    }
    if (versions.length > 1) {
      throw deleteConflict(`Cannot delete the policy because it has more than one version (name=${policyName})`);
    }
    policies(store, realm).delete(policyName);
    tags(store).delete(iotArn(realm, 'policy', policyName));
    return {};
  },
};
