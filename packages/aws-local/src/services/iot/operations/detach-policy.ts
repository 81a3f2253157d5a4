import type { RestOperation } from '../../../stand-in.ts';
import { bodyOf, name, POLICY_NAME, text } from '../input.ts';
import { policyTargets } from '../links.ts';
import { arnOf, realmOf } from '../names.ts';

/** Idempotent. */
export const detachPolicy: RestOperation = {
  name: 'DetachPolicy',
  method: 'POST',
  path: '/target-policies/:policyName',
  resource: arnOf('policy', 'policyName'),
  run(call, request) {
    const policyName = name(request, 'policyName', POLICY_NAME);
    policyTargets(call.standIn.store, realmOf(call)).remove(policyName, text(bodyOf(request), 'target'));
    return {};
  },
};
