import type { RestOperation } from '../../../stand-in.ts';
import { thingPrincipals } from '../links.ts';
import { arnOf, realmOf } from '../names.ts';
import { page, REGISTRY_PAGES } from '../paging.ts';
import { existingThing } from '../principal.ts';

export const listThingPrincipals: RestOperation = {
  name: 'ListThingPrincipals',
  method: 'GET',
  path: '/things/:thingName/principals',
  resource: arnOf('thing', 'thingName'),
  run(call, request) {
    const principals = thingPrincipals(call.standIn.store, realmOf(call)).to(existingThing(call, request));
    const { items, next } = page(request, REGISTRY_PAGES, principals, (principal) => principal);
    return { json: { principals: items, ...(next && { nextToken: next }) } };
  },
};
