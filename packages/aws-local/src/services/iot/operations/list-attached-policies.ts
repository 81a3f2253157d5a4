import type { RestOperation } from '../../../stand-in.ts';
import { policyTargets } from '../links.ts';
import { iotArn, realmOf } from '../names.ts';
import { MARKER_PAGES, page } from '../paging.ts';
import { checkPolicyTarget } from '../policy-target.ts';

export const listAttachedPolicies: RestOperation = {
  name: 'ListAttachedPolicies',
  method: 'POST',
  path: '/attached-policies/:target',
  resource: (_, { params }) => params.target ?? '*',
  run(call, request) {
    const { store } = call.standIn;
    const realm = realmOf(call);
    const target = request.params.target ?? '';
    checkPolicyTarget(store, realm, target);
    const { items, next } = page(request, MARKER_PAGES, policyTargets(store, realm).from(target), (policy) => policy);
    const shown = items.map((policyName) => ({ policyName, policyArn: iotArn(realm, 'policy', policyName) }));
    return { json: { policies: shown, ...(next && { nextMarker: next }) } };
  },
};
