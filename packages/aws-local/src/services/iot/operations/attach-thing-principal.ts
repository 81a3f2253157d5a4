import type { RestOperation } from '../../../stand-in.ts';
import { invalidRequest } from '../errors.ts';
import { thingPrincipals } from '../links.ts';
import { principalChanged } from '../live-connections.ts';
import { realmOf } from '../names.ts';
import { checkPrincipal, existingThing, principalOf } from '../principal.ts';

/** Idempotent. */
export const attachThingPrincipal: RestOperation = {
  name: 'AttachThingPrincipal',
  method: 'PUT',
  path: '/things/:thingName/principals',
  run(call, request) {
    const thingName = existingThing(call, request);
    const principal = principalOf(request);
    checkPrincipal(call, principal);
    if (request.query.get('thingPrincipalType') === 'EXCLUSIVE_THING') {
      throw invalidRequest('aws-local does not attach things exclusively (thingPrincipalType=EXCLUSIVE_THING)');
    }
    thingPrincipals(call.standIn.store, realmOf(call)).add(thingName, principal);
    principalChanged(call, principal);
    return {};
  },
};
