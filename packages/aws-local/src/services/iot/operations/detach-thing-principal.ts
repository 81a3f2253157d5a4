import type { RestOperation } from '../../../stand-in.ts';
import { thingPrincipals } from '../links.ts';
import { realmOf } from '../names.ts';
import { existingThing, principalOf } from '../principal.ts';

export const detachThingPrincipal: RestOperation = {
  name: 'DetachThingPrincipal',
  method: 'DELETE',
  path: '/things/:thingName/principals',
  run(call, request) {
    const thingName = existingThing(call, request);
    thingPrincipals(call.standIn.store, realmOf(call)).remove(thingName, principalOf(request));
    return {};
  },
};
