import type { RestOperation } from '../../../stand-in.ts';
import { thingPrincipals } from '../links.ts';
import { principalChanged } from '../live-connections.ts';
import { realmOf } from '../names.ts';
import { existingThing, principalOf } from '../principal.ts';

export const detachThingPrincipal: RestOperation = {
  name: 'DetachThingPrincipal',
  method: 'DELETE',
  path: '/things/:thingName/principals',
  run(call, request) {
    const thingName = existingThing(call, request);
    const principal = principalOf(request);
    thingPrincipals(call.standIn.store, realmOf(call)).remove(thingName, principal);
    principalChanged(call, principal);
    return {};
  },
};
