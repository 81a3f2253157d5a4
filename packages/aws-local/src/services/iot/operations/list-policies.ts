import type { RestOperation } from '../../../stand-in.ts';
import { iotArn, realmOf } from '../names.ts';
import { creationKey, MARKER_PAGES, page } from '../paging.ts';
import { type Policy, policies } from '../registry.ts';

export const listPolicies: RestOperation = {
  name: 'ListPolicies',
  method: 'GET',
  path: '/policies',
  run(call, request) {
    const realm = realmOf(call);
    const key = creationKey<Policy>(request, ({ policyName }) => policyName);
    const { items, next } = page(request, MARKER_PAGES, policies(call.standIn.store, realm).list(), key);
    const shown = items.map(({ policyName }) => ({ policyName, policyArn: iotArn(realm, 'policy', policyName) }));
    return { json: { policies: shown, ...(next && { nextMarker: next }) } };
  },
};
