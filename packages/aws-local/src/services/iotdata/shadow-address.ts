import type { ShadowAddress } from '../../shadow/service.ts';
import type { Call, RestRequest } from '../../stand-in.ts';
import { name, THING_NAME, unfit } from '../iot/input.ts';
import { realmOf } from '../iot/names.ts';

const SHADOW_NAME = /^[$a-zA-Z0-9:_-]{1,64}$/;

/** The shadow that a call is about: the classic one unless `?name=` says otherwise. */
export function shadowAddress(call: Call, request: RestRequest): ShadowAddress {
  const thingName = name(request, 'thingName', THING_NAME);
  const shadowName = request.query.get('name');
  if (shadowName === null) return { ...realmOf(call), thingName };
  if (!SHADOW_NAME.test(shadowName))
    throw unfit('shadowName', shadowName, `Member must satisfy: ${SHADOW_NAME.source}`);
  return { ...realmOf(call), thingName, shadowName };
}
