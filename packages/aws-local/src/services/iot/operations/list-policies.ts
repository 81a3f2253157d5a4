import type { RestOperation } from '../../../stand-in.ts';
import { iotArn, realmOf } from '../names.ts';
import { MARKER_PAGES, page } from '../paging.ts';
import { policies } from '../registry.ts';

export const listPolicies: RestOperation = {
  name: 'ListPolicies',
  method: 'GET',
  path: '/policies',
  run(call, request) {
    const realm = realmOf(call);
    const all = policies(call.standIn.store, realm).list();
    const { items, next } = page(request, MARKER_PAGES, all, ({ policyName }) => policyName);
    const shown = items.map(({ policyName }) => ({ policyName, policyArn: iotArn(realm, 'policy', policyName) }));
    return { json: { policies: shown, ...(next && { nextMarker: next }) } };
  },
};
