import type { RestOperation } from '../../../stand-in.ts';
import { thingPrincipals } from '../links.ts';
import { realmOf } from '../names.ts';
import { page, REGISTRY_PAGES } from '../paging.ts';
import { checkPrincipal, principalOf } from '../principal.ts';

export const listPrincipalThings: RestOperation = {
  name: 'ListPrincipalThings',
  method: 'GET',
  path: '/principals/things',
  run(call, request) {
    const principal = principalOf(request);
    checkPrincipal(call, principal);
    const names = thingPrincipals(call.standIn.store, realmOf(call)).from(principal);
    const { items, next } = page(request, REGISTRY_PAGES, names, (thingName) => thingName);
    return { json: { things: items, ...(next && { nextToken: next }) } };
  },
};
