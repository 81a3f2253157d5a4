import { member } from '../../../json.ts';
import type { RestOperation } from '../../../stand-in.ts';
import { bodyOf, name, POLICY_NAME, text } from '../input.ts';
import { policyTargets } from '../links.ts';
import { principalChanged } from '../live-connections.ts';
import { realmOf } from '../names.ts';

/** Idempotent. */
export const detachPolicy: RestOperation = {
  name: 'DetachPolicy',
  method: 'POST',
  path: '/target-policies/:policyName',
  // Permission is asked for the target, not for the policy (service authorization reference of AWS IoT).
  resource: (_, request) => String(member(bodyOf(request), 'target') ?? '*'),
  run(call, request) {
    const policyName = name(request, 'policyName', POLICY_NAME);
    const target = text(bodyOf(request), 'target');
    policyTargets(call.standIn.store, realmOf(call)).remove(policyName, target);
    principalChanged(call, target);
    return {};
  },
};
