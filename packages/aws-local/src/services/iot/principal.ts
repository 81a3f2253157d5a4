import type { Call, RestRequest } from '../../stand-in.ts';
import { invalidRequest, notFound } from './errors.ts';
import { name, THING_NAME, unfit } from './input.ts';
import { certificateIdOf, realmOf } from './names.ts';
import { certificates, things } from './registry.ts';

/** The ARN in the header `x-amzn-principal`. */
export function principalOf(request: RestRequest): string {
  const principal = request.headers['x-amzn-principal'];
  if (!principal) throw unfit('principal', principal ?? null, 'Member must not be null or empty');
  return principal;
}

/** The name of the thing in the path. Throws ResourceNotFoundException. */
export function existingThing(call: Call, request: RestRequest): string {
  const thingName = name(request, 'thingName', THING_NAME);
  if (!things(call.standIn.store, realmOf(call)).get(thingName)) throw notFound(`Thing ${thingName} does not exist.`);
  return thingName;
}

/** Throws unless the principal is a registered certificate of the call's realm: the only kind that the stand-in has. */
export function checkPrincipal(call: Call, principal: string): void {
  const realm = realmOf(call);
  const certificateId = certificateIdOf(realm, principal);
  if (!certificateId) throw invalidRequest(`Invalid principal for this account and region: ${principal}`);
  if (!certificates(call.standIn.store, realm).get(certificateId)) {
    throw notFound(`The certificate given in the principal does not exist. Principal: ${principal}`);
  }
}
