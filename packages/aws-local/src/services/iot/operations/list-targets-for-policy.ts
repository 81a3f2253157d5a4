import type { RestOperation } from '../../../stand-in.ts';
import { policyTargets } from '../links.ts';
import { arnOf, realmOf } from '../names.ts';
import { MARKER_PAGES, page } from '../paging.ts';
import { policyOf } from '../policy.ts';

/** The other way round: ListAttachedPolicies. */
export const listTargetsForPolicy: RestOperation = {
  name: 'ListTargetsForPolicy',
  method: 'POST',
  path: '/policy-targets/:policyName',
  resource: arnOf('policy', 'policyName'),
  run(call, request) {
    const { policyName } = policyOf(call, request);
    const targets = policyTargets(call.standIn.store, realmOf(call)).to(policyName);
    const { items, next } = page(request, MARKER_PAGES, targets, (target) => target);
    return { json: { targets: items, ...(next && { nextMarker: next }) } };
  },
};
