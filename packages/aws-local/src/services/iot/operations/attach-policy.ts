import { member } from '../../../json.ts';
import { AwsError, type RestOperation } from '../../../stand-in.ts';
import { bodyOf, text } from '../input.ts';
import { policyTargets } from '../links.ts';
import { principalChanged } from '../live-connections.ts';
import { realmOf } from '../names.ts';
import { policyOf } from '../policy.ts';
import { checkPolicyTarget } from '../policy-target.ts';

const MAX_POLICIES = 10;

/** Idempotent. */
export const attachPolicy: RestOperation = {
  name: 'AttachPolicy',
  method: 'PUT',
  path: '/target-policies/:policyName',
  // Permission is asked for the target, not for the policy (service authorization reference of AWS IoT).
  resource: (_, request) => String(member(bodyOf(request), 'target') ?? '*'),
  run(call, request) {
    const { store } = call.standIn;
    const realm = realmOf(call);
    const { policyName } = policyOf(call, request);
    const target = text(bodyOf(request), 'target');
    checkPolicyTarget(store, realm, target);
    const targets = policyTargets(store, realm);
    if (!targets.has(policyName, target) && targets.from(target).length >= MAX_POLICIES) {
      throw new AwsError('LimitExceededException', 410, `The target has ${MAX_POLICIES} policies already: ${target}`);
    }
    targets.add(policyName, target);
    principalChanged(call, target);
    return {};
  },
};
